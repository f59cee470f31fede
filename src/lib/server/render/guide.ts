import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { INKS } from './poster-ink.ts';
import { bandHeight, drawBand, drawStarAnise } from './poster-ornament.ts';
import { drawLine, fitText, registerFonts, type Font } from './poster-text.ts';

/** The texts of a sheet for staff: a part of `i18n/<language>/guide.json`. */
export interface GuideWords {
  readonly title: string;
  readonly lead: string;
  readonly parts: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly end: string;
}

const mm = (length: number): number => (length * 72) / 25.4;
const PAGE = { width: mm(210), height: mm(297) } as const;
const LEFT = mm(18);
const WIDTH = PAGE.width - 2 * LEFT;
const INDENT = mm(6);
/** Points: a short sheet is read aloud from a distance, a long one fits its page. */
const textSize = ({ parts }: GuideWords): number => (parts.flatMap(({ lines }) => lines).length > 10 ? 13.5 : 17);
const INK = INKS.save;

/** Writes one page of A4, in black, and ends the writable. */
export async function guidePdf(words: GuideWords, language: string, out: Writable): Promise<void> {
  const doc = new PDFDocument({ size: 'A4', margin: 0, pdfVersion: '1.7', lang: language, displayTitle: true });
  doc.info.Title = words.title.normalize('NFC');
  const piped = pipeline(doc, out);
  registerFonts(doc);
  drawStarAnise(doc, { x: LEFT, y: mm(14), side: mm(15) }, INK);
  const beside = { x: LEFT + mm(20), width: WIDTH - mm(20) } as const;
  drawText(doc, words.title, { ...beside, y: mm(21.5), font: 'bold', size: 24, linesMax: 1 });
  drawText(doc, words.lead, { ...beside, y: mm(28.5), font: 'regular', size: 13, linesMax: 1 });
  drawBand(doc, mm(35), PAGE.width, INK);
  const size = textSize(words);
  let y = mm(35) + bandHeight(PAGE.width) + mm(12);
  for (const { title, lines } of words.parts) {
    y = drawText(doc, title, { x: LEFT, width: WIDTH, y, font: 'bold', size: size + 3.5, linesMax: 1 }) + mm(2);
    for (const line of lines) {
      doc.circle(LEFT + mm(1.5), y - size * 0.33, 1.8).fill(INK.text);
      const place = { x: LEFT + INDENT, width: WIDTH - INDENT, y, font: 'regular', size, linesMax: 3 } as const;
      y = drawText(doc, line, place) + mm(1.2);
    }
    y += mm(5);
  }
  drawText(doc, words.end, { x: LEFT, width: WIDTH, y: PAGE.height - mm(18), font: 'semibold', size: 12, linesMax: 2 });
  doc.end();
  await piped;
}

interface Place {
  readonly x: number;
  /** The first baseline. */
  readonly y: number;
  readonly width: number;
  readonly font: Font;
  readonly size: number;
  readonly linesMax: number;
}

/** Gives the baseline of the line that would follow. */
function drawText(
  doc: PDFKit.PDFDocument,
  text: string,
  { x, y, width, font, size: largest, linesMax }: Place
): number {
  const { size, lines } = fitText(doc, text, { font, sizes: [largest, largest - 1, largest - 2], width, linesMax });
  lines.forEach((line, row) => {
    drawLine(doc, line, { x, y: y + row * size * 1.38 }, { font, size, color: INK.text });
  });
  return y + lines.length * size * 1.38;
}
