import {
  freshClock,
  heard,
  idlePhase,
  type IdleClock,
  type IdleEvent,
  type IdleSettings
} from '../../domain/kiosk/idle.ts';

const DEFAULT: IdleSettings = { idleS: 60, idleAfterSoundS: 120, warningS: 20 };

/** Whether somebody is still there: the idle clock, fed by fingers, keys and sounds. */
export class Presence {
  /** Seconds of the warning that are left; null without a warning. */
  warning = $state<number | null>(null);
  #clock: IdleClock = freshClock(0);
  readonly #settings: () => IdleSettings;

  constructor(settings: () => IdleSettings | undefined) {
    this.#settings = () => settings() ?? DEFAULT;
  }

  get hasHeardSound(): boolean {
    return this.#clock.soundUsed;
  }

  /** Somebody new. */
  begin(): void {
    this.#clock = freshClock(performance.now());
    this.warning = null;
  }

  hear(event: IdleEvent): void {
    this.#clock = heard(this.#clock, event, this.#settings(), performance.now());
    if (event.kind === 'stay') this.warning = null;
  }

  /** Looks at the clock: `warned` is told once, when the warning begins. */
  look(): 'here' | 'warned' | 'gone' {
    const phase = idlePhase(this.#clock, this.#settings(), performance.now());
    const before = this.warning;
    this.warning = phase.kind === 'warning' ? phase.secondsLeft : null;
    if (phase.kind === 'over') return 'gone';
    return before === null && this.warning !== null ? 'warned' : 'here';
  }
}
