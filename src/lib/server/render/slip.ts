import { setImmediate as nextTurn } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { groupOneTimeCode } from '../../domain/organisation/one-time-code.ts';
import { INKS } from './poster-ink.ts';
import { drawQr, drawStarAnise } from './poster-ornament.ts';
import { drawLine, fill, fitText, registerFonts, type Font } from './poster-text.ts';

export interface Slip {
  readonly province: string;
  readonly unitName: string;
  readonly counterName: string;
  readonly host: string;
  /** Slips with another sheet begin on a new page. */
  readonly sheet: string;
  /** A one-time code without spaces. */
  readonly code: string;
  /** What the QR holds. */
  readonly url: string;
}

/** The texts of a slip: `i18n/<language>/slip.json`. */
export interface SlipWords {
  readonly title: string;
  readonly headline: string;
  readonly how: string;
  readonly privacy: string;
  /** Place: host. */
  readonly typeOpen: string;
}

const mm = (length: number): number => (length * 72) / 25.4;
const PAGE = { width: mm(210), height: mm(297) } as const;
const COLUMNS = 2;
const ROWS = 5;
const CELL = { width: PAGE.width / COLUMNS, height: PAGE.height / ROWS } as const;
const MARGIN = mm(6);
const QR_SIDE = mm(34);
/** Black on paper: slips are printed by the hundred on an office's printer. */
const INK = INKS.save;

/** Writes slips of 105 × 59 mm, ten a page of A4, with dashed lines to cut along, and ends the writable. */
export async function slipPdf(slips: readonly Slip[], words: SlipWords, out: Writable): Promise<void> {
  const doc = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false, pdfVersion: '1.7', lang: 'vi' });
  doc.info.Title = words.title.normalize('NFC');
  const piped = pipeline(doc, out);
  piped.catch(() => undefined); // awaited at the end
  registerFonts(doc);
  let place = 0;
  let sheet: string | undefined;
  for (const slip of slips) {
    if (doc.destroyed) break;
    if (slip.sheet !== sheet || place === COLUMNS * ROWS) {
      await nextTurn();
      addSheet(doc, slip);
      [sheet, place] = [slip.sheet, 0];
    }
    const x = (place % COLUMNS) * CELL.width;
    const y = Math.floor(place / COLUMNS) * CELL.height;
    doc.save().translate(x, y);
    drawSlip(doc, slip, words);
    doc.restore();
    place += 1;
  }
  if (!doc.destroyed) doc.end();
  await piped;
}

function addSheet(doc: PDFKit.PDFDocument, { unitName, counterName }: Slip): void {
  doc.addPage();
  doc.outline.addItem(`${unitName}: ${counterName}`.normalize('NFC'));
  doc.save().lineWidth(0.5).dash(3, { space: 3 });
  doc.moveTo(CELL.width, 0).lineTo(CELL.width, PAGE.height);
  for (let row = 1; row < ROWS; row++) doc.moveTo(0, row * CELL.height).lineTo(PAGE.width, row * CELL.height);
  doc.stroke('#767676').restore();
}

function drawSlip(doc: PDFKit.PDFDocument, slip: Slip, words: SlipWords): void {
  const qr = { x: CELL.width - MARGIN - QR_SIDE, y: MARGIN, side: QR_SIDE };
  drawQr(doc, slip.url, qr);
  const width = qr.x - MARGIN - mm(5);
  drawStarAnise(doc, { x: MARGIN, y: MARGIN, side: mm(7) }, INK);
  const beside = { x: MARGIN + mm(9), width: width - mm(9), font: 'regular' } as const;
  drawText(doc, slip.province, { ...beside, y: MARGIN + mm(2.6), largest: 7.5, linesMax: 1 });
  drawText(doc, slip.counterName, { ...beside, y: MARGIN + mm(6.2), largest: 7.5, linesMax: 1 });
  const text = { x: MARGIN, width } as const;
  drawText(doc, slip.unitName, { ...text, font: 'semibold', y: MARGIN + mm(11.4), largest: 9, linesMax: 2 });
  drawText(doc, words.headline, { ...text, font: 'bold', y: MARGIN + mm(21.5), largest: 14, linesMax: 2 });
  drawText(doc, words.how, { ...text, font: 'regular', y: MARGIN + mm(33), largest: 8, linesMax: 2 });
  const wide = { x: MARGIN, width: CELL.width - 2 * MARGIN } as const;
  const open = fill(words.typeOpen, { host: slip.host });
  drawText(doc, open, { ...wide, font: 'regular', y: MARGIN + mm(41), largest: 8, linesMax: 1 });
  const code = { ...wide, font: 'bold', y: MARGIN + mm(46.6), largest: 14, linesMax: 1 } as const;
  drawText(doc, groupOneTimeCode(slip.code), code);
  drawText(doc, words.privacy, { ...wide, font: 'regular', y: CELL.height - mm(3.2), largest: 7, linesMax: 1 });
}

interface Place {
  readonly x: number;
  /** The first baseline. */
  readonly y: number;
  readonly width: number;
  readonly font: Font;
  /** Points; down to six where the text is long. */
  readonly largest: number;
  readonly linesMax: number;
}

function drawText(doc: PDFKit.PDFDocument, text: string, { x, y, width, font, largest, linesMax }: Place): void {
  const sizes = Array.from({ length: Math.floor((largest - 6) * 2) + 1 }, (_, step) => largest - step / 2);
  const { size, lines } = fitText(doc, text, { font, sizes, width, linesMax });
  lines.forEach((line, row) => {
    drawLine(doc, line, { x, y: y + row * size * 1.2 }, { font, size, color: INK.text });
  });
}
