import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { INKS, type PosterInk } from './poster-ink.ts';
import { drawPosterPage } from './poster-page.ts';
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
}

export interface PosterOptions {
  readonly words: PosterWords;
  /** The language of the words, BCP 47. */
  readonly language: string;
  /** The day of printing, YYYY-MM-DD. */
  readonly printedOn: string;
  readonly ink?: PosterInk;
  /** The province's own image in place of the star anise: PNG or JPEG. */
  readonly logo?: Buffer;
}

/** How much of the PDF may wait in memory for a slow reader. */
const READ_AHEAD_BYTES = 1 << 20;
const SLOW_READER_MS = 10;

/**
 * Writes a PDF of A4 pages, one poster a page, and ends the writable. Pages are drawn one at a time, with a turn of the
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
    const { words, printedOn, ink = 'full' } = options;
    // As a data address, because pdfkit keeps images by their text: the logo is embedded once, not once a page.
    const logo = options.logo === undefined ? null : `data:image;base64,${options.logo.toString('base64')}`;
    for (const poster of posters) {
      if (doc.destroyed) break;
      doc.addPage();
      // The bookmarks let a clerk print one counter of a province.
      doc.outline.addItem(`${poster.unitName}: ${poster.counterName}`.normalize('NFC'));
      drawPosterPage({ doc, words, printedOn, ink: INKS[ink], logo }, poster);
      await nextTurn();
      while (doc.readableLength > READ_AHEAD_BYTES && !doc.destroyed) await delay(SLOW_READER_MS);
    }
    if (!doc.destroyed) doc.end();
  } catch (fault) {
    doc.destroy(fault instanceof Error ? fault : new Error(String(fault)));
  }
  await piped;
}

function openDocument({ words, language, printedOn }: PosterOptions): PDFKit.PDFDocument {
  return new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: language,
    displayTitle: true,
    info: { Title: words.title.normalize('NFC'), Creator: 'Hài lòng', CreationDate: new Date(`${printedOn}T00:00:00Z`) }
  });
}
