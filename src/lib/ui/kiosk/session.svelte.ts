import * as flow from '../../domain/kiosk/flow.ts';
import type { KioskSurvey } from '../../domain/kiosk/package.ts';
import { screenOf } from '../../domain/kiosk/screen.ts';
import { Sound, type Utterance } from '../../client/kiosk/sound.ts';
import type { Device } from './device.svelte.ts';
import { payloadOf, type Payload } from '../../client/kiosk/payload.ts';
import { Presence } from './presence.svelte.ts';
import { Voice } from './voice.svelte.ts';
import { kioskWords } from './words.ts';

export type SessionPhase = 'attract' | 'asking' | 'saving' | 'unsaved' | 'thanks' | 'pin' | 'service';

const SHOWN_MS = 250;
/** After a touch on the thanks: time to copy twelve characters. */
const LINGER_MS = 30_000;
const THANKS_MS = 8_000;
/** Who hears the receipt needs longer than who sees it. */
const THANKS_HEARD_MS = 30_000;
const TICK_MS = 250;

/** The one who stands before the tablet: nothing of them outlives `reset`. */
export class Session {
  phase = $state<SessionPhase>('attract');
  form = $state.raw<flow.Form | null>(null);
  /** The choice that was just made, shown for a moment before the next screen. */
  shown = $state<string | null>(null);
  isStopAsked = $state(false);
  receipt = $state('');
  isPlaying = $state(false);
  /** Grows with every respondent: components of the one before are thrown away, not emptied. */
  serial = $state(0);

  readonly presence: Presence;
  readonly voice: Voice;
  readonly #device: Device;
  readonly #sound: Sound;
  /** Grows when the browser has found its voices, which it does late. */
  #voices = $state(0);
  #startedMs = 0;
  #thanksUntilMs = 0;
  #payload: Payload | null = null;
  #ticker: ReturnType<typeof setInterval> | undefined;

  readonly language = $derived(this.form?.language ?? 'vi');
  readonly t = $derived(kioskWords(this.language));
  readonly screen = $derived(this.form !== null && this.#survey !== null ? screenOf(this.#survey, this.form) : null);

  constructor(device: Device, root: () => Element | null) {
    this.#device = device;
    this.presence = new Presence(() => device.package?.settings);
    this.#sound = new Sound(device.store, {
      started: () => this.#playing(true),
      ended: () => this.#playing(false)
    });
    this.voice = new Voice({
      say: (utterances) => void this.#sound.say(utterances),
      utterance: (words, key) => this.#utterance(words, key),
      root,
      back: () => this.back(),
      words: (path, values) => this.t(path, values)
    });
    device.isFree = () => this.phase === 'attract';
    device.onReset = () => this.reset();
    window.speechSynthesis?.addEventListener('voiceschanged', () => (this.#voices += 1));
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
  }

  end(): void {
    clearInterval(this.#ticker);
    this.#sound.stop();
  }

  get #survey(): KioskSurvey | null {
    return this.#device.package?.survey ?? null;
  }

  start(language: string, spoken: string | null): void {
    if (this.#survey === null || this.phase !== 'attract' || this.#device.shut !== null) return;
    this.#sound.stop();
    this.form = flow.startForm(this.#survey, { language, spoken });
    this.#startedMs = performance.now();
    this.presence.begin();
    this.phase = 'asking';
  }

  /** A tap on a choice that moves on; the choice is seen for a moment. */
  pick(kind: string, id: string): void {
    if (this.shown !== null) return;
    this.#sound.stop();
    this.shown = `${kind}/${id}`;
    const form = this.form;
    setTimeout(() => {
      this.shown = null;
      if (form === this.form) this.#take(kind, id);
    }, SHOWN_MS);
  }

  #take(kind: string, id: string): void {
    const [survey, form] = [this.#survey, this.form];
    if (survey === null || form === null || this.phase !== 'asking') return;
    const { turns } = this.#device;
    if (kind === 'forWhom') this.form = flow.chooseForWhom(survey, form, id, turns);
    else if (kind === 'stage') this.form = flow.chooseStage(survey, form, id, turns);
    else if (kind === 'face') this.form = flow.answer(survey, form, Number(id));
    else if (kind === 'missing') this.form = flow.answer(survey, form, id);
    else void this.#finish({ ...form, whoFilled: id });
  }

  /** The next question, and nothing kept of this one. */
  skip(): void {
    const survey = this.#survey;
    if (survey === null || this.form === null || this.phase !== 'asking' || this.shown !== null) return;
    this.#sound.stop();
    this.form = flow.skip(survey, this.form);
  }

  /** Somebody is still copying the receipt: touch keeps the thanks standing. */
  linger(): void {
    if (this.phase === 'thanks') this.#thanksUntilMs = Math.max(this.#thanksUntilMs, performance.now() + LINGER_MS);
  }

  toggle(kind: 'reasons' | 'praise', id: string, text: string): void {
    if (this.form === null) return;
    this.form = flow.toggle(this.form, kind, id);
    this.voice.tell(this.form[kind].includes(id) ? this.t('chosen', { text }) : text);
  }

  back(): void {
    const survey = this.#survey;
    if (this.phase === 'pin' || this.phase === 'service') return this.reset();
    if (survey === null || this.form === null || this.phase !== 'asking' || this.presence.warning !== null) return;
    if (this.isStopAsked) return this.goOn();
    this.#sound.stop();
    const before = flow.back(survey, this.form);
    if (before === null) this.reset();
    else this.form = before;
  }

  /** Asks before anything is erased; with nothing answered there is nothing to ask about. */
  stop(): void {
    this.#sound.stop();
    if (this.form === null || !flow.hasAnswers(this.form)) this.reset();
    else this.isStopAsked = true;
  }

  goOn(): void {
    this.isStopAsked = false;
    this.voice.announce();
  }

  stay(): void {
    this.presence.hear({ kind: 'stay' });
    this.voice.announce();
  }

  async #finish(form: flow.Form): Promise<void> {
    this.#payload = this.#survey && payloadOf(this.#survey, form, this.#startedMs);
    if (this.#payload === null) return this.reset();
    await this.saveAgain();
  }

  /** Thanks only after the answer is on the disk. */
  async saveAgain(): Promise<void> {
    if (this.#payload === null || this.phase === 'saving') return;
    this.phase = 'saving';
    const { text, family } = this.#payload;
    try {
      this.receipt = await this.#device.save(text, family);
    } catch {
      this.phase = 'unsaved';
      return;
    }
    this.#payload = null;
    this.#thanksUntilMs = performance.now() + (this.voice.isOn ? THANKS_HEARD_MS : THANKS_MS);
    this.phase = 'thanks';
  }

  toggleVoice(): void {
    if (this.phase === 'attract') this.presence.begin();
    this.voice.toggle();
  }

  /** Only where nobody's answers are open. */
  openPin(): void {
    if (this.phase !== 'attract') return;
    this.voice.silence();
    this.#sound.stop();
    this.presence.begin();
    this.phase = 'pin';
  }

  openService(): void {
    this.phase = 'service';
  }

  /** The first screen, and nothing of whoever was here. */
  reset(): void {
    this.#sound.stop();
    this.voice.silence();
    this.form = null;
    this.shown = null;
    this.#payload = null;
    this.receipt = '';
    this.presence.begin();
    this.isStopAsked = false;
    this.phase = 'attract';
    this.serial += 1;
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    void this.#device.betweenRespondents().catch(() => undefined);
  }

  /** Reads the screen aloud, or falls silent. */
  listen(lines: readonly (readonly [words: string, key: string | null])[]): void {
    if (this.isPlaying) this.#sound.stop();
    else void this.#sound.say(lines.map(([words, key]) => this.#utterance(words, key)));
  }

  canHear(language: string, spoken: string | null): boolean {
    void this.#voices;
    return spoken !== null || this.#sound.canSay([{ clip: null, words: '', language }]);
  }

  #playing(isPlaying: boolean): void {
    this.isPlaying = isPlaying;
    this.presence.hear({ kind: isPlaying ? 'soundStart' : 'soundEnd' });
  }

  #utterance(words: string, key: string | null): Utterance {
    const { language, spoken } = this.form ?? { language: 'vi', spoken: null };
    const clips = this.#survey?.spoken.find(({ code }) => code === spoken)?.clips ?? [];
    return { clip: clips.find((clip) => clip.key === key)?.sha256 ?? null, words, language };
  }

  #tick(): void {
    const now = performance.now();
    if (this.phase === 'thanks' && now >= this.#thanksUntilMs && !this.isPlaying) return this.reset();
    // Nobody has begun, so there is nothing to warn of; but the voice of the one who left is switched off.
    const isVoiceLeft = this.phase === 'attract' && this.voice.isOn;
    if (!isVoiceLeft && !['asking', 'unsaved', 'pin', 'service'].includes(this.phase)) return;
    const seen = this.presence.look();
    if (seen === 'gone') void this.#left();
    else if (seen === 'warned') this.#warn();
  }

  /** Said once, and only to somebody who listens. */
  #warn(): void {
    if (this.phase !== 'asking') return;
    const { partial } = this.#device.package?.settings ?? { partial: 'drop' };
    const text = `${this.t('idle.title')} ${this.t(`idle.${partial}`, { seconds: this.presence.warning ?? 0 })}`;
    if (this.voice.isOn) this.voice.announce();
    else if (this.presence.hasHeardSound) this.listen([[text, null]]);
  }

  async #left(): Promise<void> {
    const isSent = this.phase === 'asking' && this.#device.package?.settings.partial === 'send';
    // What could not be saved is tried once more, whatever becomes of half a form: it is a whole one.
    const [survey, form] = [this.#survey, this.form];
    const payload = this.#payload ?? (isSent && survey && form ? payloadOf(survey, form, this.#startedMs) : null);
    this.reset();
    // Nobody is thanked; the corner says so where it cannot be kept.
    if (payload !== null) await this.#device.save(payload.text, payload.family).catch(() => undefined);
  }
}
