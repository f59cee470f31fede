/** How posters are printed: one a sheet of A4 or A5, several to be cut, or two beside each other to be folded and stood up. */
export const POSTER_SHEETS = ['a4', 'a5', 'a5x2', 'a6x4', 'tent'] as const;
export const POSTER_INKS = ['full', 'save'] as const;
/** One language, or a poster of each. */
export const POSTER_LANGUAGES = ['vi', 'en', 'vi+en'] as const;

export type PosterSheetName = (typeof POSTER_SHEETS)[number];

export interface PosterChoice {
  readonly sheet: PosterSheetName;
  readonly ink: (typeof POSTER_INKS)[number];
  readonly language: (typeof POSTER_LANGUAGES)[number];
  /** Whether the foot says what to write on an NFC tag. */
  readonly nfc: boolean;
}

/** A choice as a form or a job holds it; what is missing or unknown is the usual one. */
export function posterChoice(of: Readonly<Record<string, string | undefined>>): PosterChoice {
  return {
    sheet: POSTER_SHEETS.find((name) => name === of['sheet']) ?? 'a4',
    ink: POSTER_INKS.find((name) => name === of['ink']) ?? 'full',
    language: POSTER_LANGUAGES.find((name) => name === of['language']) ?? 'vi',
    nfc: of['nfc'] === '1'
  };
}
