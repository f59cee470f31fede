import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { PosterSheetName } from '../../domain/organisation/poster-choice.ts';
import { INKS, type PosterInk } from './poster-ink.ts';
import { drawPosterPage } from './poster-page.ts';
import { drawSheetLines, SHEETS } from './poster-sheet.ts';
import { registerFonts } from './poster-text.ts';

export interface Poster {
  /** As the citizen reads it: "Tỉnh Lạng Sơn". */
  readonly province: string;
  readonly unitName: string;
  readonly counterName: string;
  /** A link code without spaces. */
  readonly code: string;
  /** What the QR holds, e.g. `https://hailong.langson.gov.vn/s/K7Q2M9XD`. */
  readonly url: string;
  /** What people type, without `https://`. */
  readonly host: string;
  /** Names of the languages in which the form can be read or heard; those not in Latin script are left out. */
  readonly languages: readonly string[];
}

/** The texts of a poster: `i18n/<language>/poster.json`. `\n` is a wanted break, `{{…}}` a place to fill. */
export interface PosterWords {
  readonly title: string;
  readonly headline: string;
  readonly steps: readonly string[];
  readonly typeOpen: string;
  readonly typeCode: string;
  readonly free: string;
  readonly privacy: string;
  /** Place: languages. */
  readonly languages: string;
  /** Places: day, month, year, code. */
  readonly printed: string;
  /** Place: url. */
  readonly nfc: string;
}

export interface PosterOptions {
  readonly words: PosterWords;
  /** The language of the words, BCP 47. */
  readonly language: string;
  /** The same in a second language: a poster of each. */
  readonly second?: PosterWords;
  /** The day of printing, YYYY-MM-DD. */
  readonly printedOn: string;
  /** A4 with one poster by default. */
  readonly sheet?: PosterSheetName;
  /** Whether the foot says what to write on an NFC tag. */
  readonly nfc?: boolean;
  readonly ink?: PosterInk;
  /** The province's own image in place of the star anise: PNG or JPEG. */
  readonly logo?: Buffer;
}

/** How much of the PDF may wait in memory for a slow reader. */
const READ_AHEAD_BYTES = 1 << 20;
const SLOW_READER_MS = 10;

/**
 * Writes a PDF of posters, as many a page as the sheet holds, and ends the writable. Pages are drawn one at a time, with a turn of the
 * event loop between them and a pause for a slow reader, so that memory does not grow with the number of pages.
 * Rejects when the writable fails or is closed early, or when the logo is neither PNG nor JPEG.
 */
export async function posterPdf(posters: readonly Poster[], options: PosterOptions, out: Writable): Promise<void> {
  const doc = openDocument(options);
  const piped = pipeline(doc, out);
  // Awaited at the end; until then a failure only stops the loop through doc.destroyed.
  piped.catch(() => undefined);
  try {
    registerFonts(doc);
    const { words, second, printedOn, ink = 'full', sheet = 'a4', nfc = false } = options;
    const plan = SHEETS[sheet];
    // A tent has two sides, in one language too.
    const sides = second ? [words, second] : sheet === 'tent' ? [words, words] : [words];
    const faces = posters.flatMap((poster) => sides.map((said) => ({ poster, words: said })));
    // As a data address, because pdfkit keeps images by their text: the logo is embedded once, not once a page.
    const logo = options.logo === undefined ? null : `data:image;base64,${options.logo.toString('base64')}`;
    for (let at = 0; at < faces.length && !doc.destroyed; at += plan.slots.length) {
      doc.addPage();
      const onPage = faces.slice(at, at + plan.slots.length);
      // The bookmarks let a clerk print one counter of a province.
      for (const { unitName, counterName } of new Set(onPage.map(({ poster }) => poster)))
        doc.outline.addItem(`${unitName}: ${counterName}`.normalize('NFC'));
      onPage.forEach(({ poster, words: said }, slot) => {
        const { x, y, scale } = plan.slots[slot] ?? { x: 0, y: 0, scale: 1 };
        doc.save().translate(x, y).scale(scale);
        drawPosterPage({ doc, words: said, printedOn, ink: INKS[ink], logo, nfc }, poster);
        doc.restore();
      });
      drawSheetLines(doc, plan);
      await nextTurn();
      while (doc.readableLength > READ_AHEAD_BYTES && !doc.destroyed) await delay(SLOW_READER_MS);
    }
    if (!doc.destroyed) doc.end();
  } catch (fault) {
    doc.destroy(fault instanceof Error ? fault : new Error(String(fault)));
  }
  await piped;
}

function openDocument({ words, language, printedOn, sheet = 'a4' }: PosterOptions): PDFKit.PDFDocument {
  return new PDFDocument({
    size: [...SHEETS[sheet].size],
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: language,
    displayTitle: true,
    info: { Title: words.title.normalize('NFC'), Creator: 'Hài lòng', CreationDate: new Date(`${printedOn}T00:00:00Z`) }
  });
}
