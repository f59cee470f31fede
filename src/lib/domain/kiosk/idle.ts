/**
 * When a form counts as left. The clock runs from the end of touch or sound: whoever listens to a recording of 45 s is
 * there. What the kiosk says in the warning itself is no sound of the respondent's, else the warning would put itself off.
 */
export interface IdleClock {
  /** End of the last touch, key or sound, in milliseconds of any clock that never goes back. */
  readonly lastMs: number;
  /** Since when a finger is on the glass; null when none is. */
  readonly touchSinceMs: number | null;
  /** Since when a sound plays; null in silence. */
  readonly soundSinceMs: number | null;
  /** Whether this respondent has listened to anything: reading by ear takes longer. */
  readonly soundUsed: boolean;
}

export interface IdleSettings {
  readonly idleS: number;
  readonly idleAfterSoundS: number;
  readonly warningS: number;
}

export type IdleEvent =
  | { readonly kind: 'touchStart' | 'touchEnd' | 'soundStart' | 'soundEnd' | 'key' }
  /** The button of the warning: the only thing that ends it. */
  | { readonly kind: 'stay' };

export type IdlePhase =
  { readonly kind: 'active' } | { readonly kind: 'warning'; readonly secondsLeft: number } | { readonly kind: 'over' };

/** WCAG 2.2.1: at least twenty seconds to answer a warning. */
const WARNING_MIN_S = 20;
/** A bag on the glass, or a voice whose end the browser never tells of, holds the clock no longer than this. */
const HELD_MAX_MS = 180_000;

export const freshClock = (nowMs: number): IdleClock => ({
  lastMs: nowMs,
  touchSinceMs: null,
  soundSinceMs: null,
  soundUsed: false
});

/** The clock after something happened. While the warning stands, only `stay` and the end of what was going on count. */
export function heard(clock: IdleClock, event: IdleEvent, settings: IdleSettings, nowMs: number): IdleClock {
  const isWarned = idlePhase(clock, settings, nowMs).kind !== 'active';
  switch (event.kind) {
    case 'stay':
      return { ...clock, lastMs: nowMs };
    case 'key':
      return isWarned ? clock : { ...clock, lastMs: nowMs };
    case 'touchStart':
      return isWarned ? clock : { ...clock, lastMs: nowMs, touchSinceMs: nowMs };
    case 'soundStart':
      return isWarned ? clock : { ...clock, lastMs: nowMs, soundSinceMs: nowMs, soundUsed: true };
    case 'touchEnd':
      if (clock.touchSinceMs === null) return clock;
      return { ...clock, lastMs: isWarned ? clock.lastMs : nowMs, touchSinceMs: null };
    case 'soundEnd':
      if (clock.soundSinceMs === null) return clock;
      return { ...clock, lastMs: isWarned ? clock.lastMs : nowMs, soundSinceMs: null };
  }
}

/** How long the respondent has been silent, and what follows from it. */
export function idlePhase(clock: IdleClock, settings: IdleSettings, nowMs: number): IdlePhase {
  const held = [clock.touchSinceMs, clock.soundSinceMs].filter((since) => since !== null);
  const heldUntil = Math.max(...held.map((since) => Math.min(nowMs, since + HELD_MAX_MS)), clock.lastMs);
  const idleS = clock.soundUsed ? Math.max(settings.idleAfterSoundS, settings.idleS) : settings.idleS;
  const leftMs = heldUntil + (idleS + warningSeconds(settings)) * 1000 - nowMs;
  if (leftMs <= 0) return { kind: 'over' };
  if (leftMs > warningSeconds(settings) * 1000) return { kind: 'active' };
  return { kind: 'warning', secondsLeft: Math.ceil(leftMs / 1000) };
}

export const warningSeconds = (settings: IdleSettings): number => Math.max(WARNING_MIN_S, settings.warningS);
