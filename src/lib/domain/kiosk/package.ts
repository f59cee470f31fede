import * as v from 'valibot';
import type { Questionnaire } from '../questionnaire/document.ts';

/**
 * Everything a kiosk needs to ask without a network: the counter, the open round and its questionnaire, the recordings,
 * and how the tablet behaves. Named by the SHA-256 of its canonical form.
 */
export interface KioskPackage {
  readonly kiosk: { readonly id: string; readonly name: string };
  readonly office: { readonly province: string; readonly unit: string; readonly counter: string };
  /** Null while no round is open: the tablet says so and asks nothing. */
  readonly survey: KioskSurvey | null;
  readonly settings: KioskSettings;
  /** A demonstration: nothing that is shown or sent is real. */
  readonly simulated: boolean;
}

export interface KioskSurvey {
  /** Code of the kiosk's own link; it goes into each answer and is on no poster. */
  readonly link: string;
  /** Address of the counter's poster for a phone, shown as a QR at the end; null where it has none. */
  readonly posterUrl: string | null;
  readonly round: string;
  readonly form: 'booklet' | 'full';
  readonly filingMode: string;
  /** Null: the respondent is asked. */
  readonly stage: string | null;
  /** Hash of the questionnaire, as the answer names it. */
  readonly questionnaire: string;
  readonly document: Questionnaire;
  readonly spoken: readonly SpokenPackage[];
  /** Answers of this tablet are tests. */
  readonly test: boolean;
}

/** A language that is heard: the recordings of the Vietnamese page, by key of the text. */
export interface SpokenPackage {
  readonly code: string;
  readonly name: string;
  readonly clips: readonly { readonly key: string; readonly url: string; readonly sha256: string }[];
  /** Booklets of which everything can be heard. */
  readonly booklets: readonly string[];
}

export interface KioskSettings {
  /** Salt (hexadecimal) and PBKDF2-SHA-256 of the PIN (hexadecimal, 100,000 rounds): what leaves the kiosk. */
  readonly pin: { readonly salt: string; readonly hash: string; readonly rounds: number };
  /** What becomes of a form that somebody left: `drop` it, or `send` what is answered. */
  readonly partial: 'drop' | 'send';
  readonly idleS: number;
  readonly idleAfterSoundS: number;
  readonly warningS: number;
}

const outline = v.object({
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  package: v.looseObject({
    kiosk: v.object({ id: v.string(), name: v.string() }),
    office: v.object({ province: v.string(), unit: v.string(), counter: v.string() }),
    survey: v.nullable(v.looseObject({ link: v.string(), questionnaire: v.string(), document: v.looseObject({}) })),
    settings: v.looseObject({ partial: v.picklist(['drop', 'send']) })
  })
});

/** Whether a reply is a package of ours; its parts come from the server that made it and are believed. */
export function isPackageReply(value: unknown): value is { readonly hash: string; readonly package: KioskPackage } {
  return v.safeParse(outline, value).success;
}
