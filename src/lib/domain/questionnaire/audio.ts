import type { Questionnaire, Text } from './document.ts';
import { textsOf, type TextPart } from './texts.ts';

/** Bytes of one recording: a minute of speech in Opus, twenty seconds of MP3. */
export const RECORDING_BYTES_MAX = 300_000;

/** What one recording has to say: the Vietnamese that the reader of the script translates and speaks. */
export interface SpokenText {
  /** Key of the text in the questionnaire, e.g. `item/A2.3`. */
  readonly key: string;
  readonly words: string;
}

/** Texts that every respondent meets, whatever the booklet. Reasons, praise and the comment are not needed to answer. */
const FIXED: ReadonlySet<TextPart> = new Set(['title', 'safety', 'scale', 'missing', 'keyItem']);
const FIXED_QUESTIONS = /^(forWhom|stage|whoFilled)(\/|$)/;

/** Everything to record, numbered by its place: what stands on every page, then the items, as the page asks them. */
export function spokenTexts(q: Questionnaire): readonly SpokenText[] {
  const inBooklets = new Set(Object.values(q.booklets).flat(2));
  const slots = textsOf(q);
  const fixed = slots.filter(({ key, part }) => FIXED.has(part) || FIXED_QUESTIONS.test(key) || key === 'consent/text');
  const items = slots.filter(({ key, part }) => part === 'item' && inBooklets.has(idOf(key)));
  return [...fixed, ...items].map(({ key, part, text }) => ({
    key,
    words: part === 'item' ? asked(q.stem, text) : (text['vi'] ?? '')
  }));
}

const idOf = (key: string): string => key.slice(key.indexOf('/') + 1);

/** The topic within the question's stem: "Ông/Bà có hài lòng về … không?". */
function asked(stem: Text, topic: Text): string {
  const [before = '', after = ''] = (stem['vi'] ?? '').split('…');
  const words = topic['vi'] ?? '';
  return `${before}${words.charAt(0).toLowerCase()}${words.slice(1)}${after}`;
}

export interface AudioCoverage {
  readonly recorded: number;
  readonly needed: number;
  /** Keys of the fixed texts without a recording: they keep the language from every booklet. */
  readonly fixedMissing: readonly string[];
  readonly booklets: readonly { readonly id: string; readonly missing: readonly string[]; readonly offered: boolean }[];
}

/** Whether a spoken language may be offered, by booklet: only where everything that the page asks can be heard. */
export function audioCoverage(q: Questionnaire, recorded: ReadonlySet<string>): AudioCoverage {
  const texts = spokenTexts(q);
  const lacking = new Set(texts.map(({ key }) => key).filter((key) => !recorded.has(key)));
  const fixedMissing = [...lacking].filter((key) => !key.startsWith('item/'));
  const booklets = Object.entries(q.booklets).flatMap(([family, lists]) =>
    lists.map((items, i) => {
      const missing = items.map((id) => `item/${id}`).filter((key) => lacking.has(key));
      return { id: `${family}/${i + 1}`, missing, offered: missing.length === 0 && fixedMissing.length === 0 };
    })
  );
  return { recorded: texts.length - lacking.size, needed: texts.length, fixedMissing, booklets };
}

/** Whether everything that a form with these items asks can be heard: the gate that the page of a link goes by. */
export function isHeard(
  q: Questionnaire,
  items: Iterable<string>,
  recorded: Pick<ReadonlySet<string>, 'has'>
): boolean {
  const fixed = spokenTexts(q).flatMap(({ key }) => (key.startsWith('item/') ? [] : [key]));
  return [...fixed, ...Array.from(items, (id) => `item/${id}`)].every((key) => recorded.has(key));
}

export const AUDIO_TYPES = ['audio/ogg', 'audio/mpeg', 'audio/mp4'] as const;
export type AudioType = (typeof AUDIO_TYPES)[number];

/** What the file is by its first bytes, whatever its name says: Ogg, MP3 or M4A; null for anything else. */
export function audioTypeOf(bytes: Uint8Array): AudioType | null {
  const ascii = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (ascii(0, 4) === 'OggS') return 'audio/ogg';
  if (ascii(0, 3) === 'ID3') return 'audio/mpeg';
  // An MPEG frame without tags: eleven bits of sync, then version (not 01) and layer III (01).
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08) return 'audio/mpeg';
  if (ascii(4, 8) === 'ftyp' && /^(M4A |M4B |mp42|isom|iso2|mp41|dash)$/.test(ascii(8, 12))) return 'audio/mp4';
  return null;
}
