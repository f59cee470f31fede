import type { KioskStore } from './store.ts';

/** Something to say: a recording by its hash, or else words for a voice of the browser. */
export interface Utterance {
  readonly clip: string | null;
  readonly words: string;
  /** BCP 47, e.g. `vi`. */
  readonly language: string;
}

export interface SoundEvents {
  readonly started: () => void;
  readonly ended: () => void;
}

/**
 * Says things one after the other. A recording is decoded from the bytes that are kept, not played from an address, so
 * that it needs no network and no further right in the page's policy.
 */
export class Sound {
  readonly #store: KioskStore;
  readonly #events: SoundEvents;
  #context: AudioContext | null = null;
  #source: AudioBufferSourceNode | null = null;
  /** Grows with every `say` and `stop`: an older turn falls silent. */
  #turn = 0;
  #isPlaying = false;

  constructor(store: KioskStore, events: SoundEvents) {
    this.#store = store;
    this.#events = events;
  }

  /** Whether anything would be heard. */
  canSay(utterances: readonly Utterance[]): boolean {
    return utterances.some(({ clip, language }) => clip !== null || voiceFor(language) !== null);
  }

  async say(utterances: readonly Utterance[]): Promise<void> {
    this.stop();
    const turn = this.#turn;
    if (!this.canSay(utterances)) return;
    this.#isPlaying = true;
    this.#events.started();
    try {
      for (const utterance of utterances) {
        if (turn !== this.#turn) return;
        if (utterance.clip === null || !(await this.#play(utterance.clip, turn))) await speak(utterance);
      }
    } finally {
      if (turn === this.#turn) this.#end();
    }
  }

  stop(): void {
    this.#turn += 1;
    this.#source?.stop();
    this.#source = null;
    window.speechSynthesis?.cancel();
    this.#end();
  }

  #end(): void {
    if (!this.#isPlaying) return;
    this.#isPlaying = false;
    this.#events.ended();
  }

  /** False where the recording is not there or cannot be decoded. */
  async #play(clip: string, turn: number): Promise<boolean> {
    const bytes = await this.#store.run((db) => db.get('clips', clip));
    if (bytes === undefined) return false;
    try {
      this.#context ??= new AudioContext();
      await this.#context.resume();
      const buffer = await this.#context.decodeAudioData(bytes.slice(0));
      if (turn !== this.#turn) return true;
      const source = this.#context.createBufferSource();
      source.buffer = buffer;
      source.connect(this.#context.destination);
      this.#source = source;
      await new Promise<void>((resolve) => {
        source.onended = () => resolve();
        source.start();
      });
      return true;
    } catch {
      return false;
    }
  }
}

/** A voice of the browser for this language; null where it has none. */
export function voiceFor(language: string): SpeechSynthesisVoice | null {
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find(({ lang }) => lang.toLowerCase().replace('_', '-').split('-')[0] === language) ?? null;
}

function speak({ words, language }: Utterance): Promise<void> {
  const voice = voiceFor(language);
  if (voice === null) return Promise.resolve();
  return new Promise((resolve) => {
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.rate = 0.95;
    spoken.onend = spoken.onerror = () => resolve();
    window.speechSynthesis.speak(spoken);
  });
}
