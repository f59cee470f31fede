import type { Utterance } from '../../client/kiosk/sound.ts';

/** What moves from choice to choice: arrow keys, swipes, the keys of a pad. */
export type Direction = 'up' | 'down' | 'left' | 'right' | 'ok';

interface VoiceParts {
  /** Says it aloud, with a recording where the package has one. */
  readonly say: (utterances: readonly Utterance[]) => void;
  readonly utterance: (words: string, key: string | null) => Utterance;
  /** Where the buttons of the screen are; a dialog covers what is under it. */
  readonly root: () => Element | null;
  readonly back: () => void;
  readonly words: (path: string, values?: Readonly<Record<string, string | number>>) => string;
}

/**
 * The kiosk without sight. The focus is the finger: a direction moves it among the buttons of the screen, and what it
 * comes to is said. What was said last stands in `spoken`, for those who hear through a screen reader of their own.
 */
export class Voice {
  isOn = $state(false);
  spoken = $state('');
  readonly #parts: VoiceParts;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  toggle(): void {
    this.isOn = !this.isOn;
    if (this.isOn) this.announce(this.#parts.words('voice.on'));
    else this.#speak([[this.#parts.words('voice.off'), null]]);
  }

  silence(): void {
    this.isOn = false;
    this.spoken = '';
  }

  /** Says what the screen is, then its first choice, and goes there. */
  announce(first: string | null = null): void {
    if (!this.isOn) return;
    const said = [...(this.#parts.root()?.querySelectorAll<HTMLElement>('[data-say]') ?? [])].map(
      (element) => [element.dataset['say'] || textOf(element), element.dataset['key'] ?? null] as const
    );
    const [choice] = this.#buttons();
    choice?.focus({ preventScroll: true });
    const then = choice === undefined ? [] : [this.#labelled(choice)];
    this.#speak([...(first === null ? [] : [[first, null] as const]), ...said, ...then]);
  }

  move(direction: Direction): void {
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (direction === 'left') this.#parts.back();
    else if (direction === 'right') this.announce();
    else if (direction === 'ok') buttons[at]?.click();
    else {
      const step = direction === 'down' ? 1 : -1;
      const next = buttons[(Math.max(at, step > 0 ? -1 : 0) + step + buttons.length) % buttons.length];
      next?.focus({ preventScroll: false });
      if (this.isOn && next !== undefined) this.#speak([this.#labelled(next)]);
    }
  }

  /** A toggle that was pressed, or a new line on the same screen. */
  tell(text: string): void {
    if (this.isOn) this.#speak([[text, null]]);
  }

  /** The buttons in the order in which they are told: the choices, then what leads elsewhere. */
  #buttons(): readonly HTMLElement[] {
    const all = [
      ...(this.#parts.root()?.querySelectorAll<HTMLElement>('button:not([disabled], [data-unvoiced])') ?? [])
    ];
    const isChoice = (button: HTMLElement) => button.dataset['choice'] !== undefined;
    return [...all.filter(isChoice), ...all.filter((button) => !isChoice(button))];
  }

  #labelled(button: HTMLElement): readonly [words: string, key: string | null] {
    const buttons = this.#buttons();
    const isChosen = button.getAttribute('aria-pressed') === 'true';
    const label = button.getAttribute('aria-label') ?? textOf(button);
    const text = isChosen ? this.#parts.words('chosen', { text: label }) : label;
    const place = { text, number: buttons.indexOf(button) + 1, count: buttons.length };
    return [this.#parts.words('voice.place', place), button.dataset['key'] ?? null];
  }

  #speak(lines: readonly (readonly [words: string, key: string | null])[]): void {
    this.spoken = lines.map(([words]) => words).join('\n');
    this.#parts.say(lines.map(([words, key]) => this.#parts.utterance(words, key)));
  }
}

const textOf = (element: HTMLElement): string => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
