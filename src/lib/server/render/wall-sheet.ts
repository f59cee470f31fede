import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { INKS } from './poster-ink.ts';
import { bandHeight, drawBand, drawStarAnise } from './poster-ornament.ts';
import { drawLine, fitText, registerFonts, type Font } from './poster-text.ts';
import { qrModules, QUIET_ZONE_MODULES } from './qr.ts';

/** What hangs beside a counter: published figures of its unit, in words that are ready to print. */
export interface WallSheet {
  readonly office: string;
  readonly counter: string;
  readonly period: string;
  /** The finding: "Cứ 100 người trả lời, 88 người hài lòng". */
  readonly title: string;
  readonly lines: readonly string[];
  readonly areas: readonly { readonly name: string; readonly share: number | null; readonly told: string }[];
  readonly areasTitle: string;
  readonly fixedTitle: string;
  /** What was mended, one a line; the lines under it are filled in by hand. */
  readonly done: readonly string[];
  readonly qr: { readonly url: string; readonly says: string };
  readonly note: string;
}

const mm = (length: number): number => (length * 72) / 25.4;
const PAGE = { width: mm(210), height: mm(297) } as const;
const LEFT = mm(18);
const WIDTH = PAGE.width - 2 * LEFT;
const INK = INKS.save;
const FIXED_LINES = 4;
const LAST_LINE = PAGE.height - mm(24);

/** A page of A4 for each counter, in black, read from two metres; the lines under the last heading are filled in by hand. */
export async function wallSheetPdf(sheets: readonly WallSheet[], language: string, out: Writable): Promise<void> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    lang: language,
    displayTitle: true,
    autoFirstPage: false
  });
  doc.info.Title = (sheets[0]?.title ?? '').normalize('NFC');
  const piped = pipeline(doc, out);
  registerFonts(doc);
  for (const sheet of sheets) {
    doc.addPage();
    drawSheet(doc, sheet);
  }
  doc.end();
  await piped;
}

function drawSheet(doc: PDFKit.PDFDocument, sheet: WallSheet): void {
  drawStarAnise(doc, { x: LEFT, y: mm(13), side: mm(15) }, INK);
  const beside = { x: LEFT + mm(20), width: WIDTH - mm(20) };
  draw(doc, sheet.office, { ...beside, y: mm(18.5), font: 'bold', size: 18, linesMax: 1 });
  // The time first: of a counter with a long name the end may be cut.
  draw(doc, `${sheet.period} · ${sheet.counter}`, { ...beside, y: mm(25), font: 'regular', size: 13, linesMax: 2 });
  drawBand(doc, mm(33), PAGE.width, INK);
  let y = mm(33) + bandHeight(PAGE.width) + mm(16);
  y = draw(doc, sheet.title, { x: LEFT, width: WIDTH, y, font: 'bold', size: 34, linesMax: 2 }) + mm(1);
  for (const line of sheet.lines)
    y = draw(doc, line, { x: LEFT, width: WIDTH, y, font: 'regular', size: 14, linesMax: 2 });
  if (sheet.areas.length > 0) {
    y = draw(doc, sheet.areasTitle, { x: LEFT, width: WIDTH, y: y + mm(7), font: 'bold', size: 17, linesMax: 1 });
    for (const area of sheet.areas) y = drawArea(doc, area, y + mm(1));
  }
  const fixed = Math.max(y + mm(8), mm(205));
  draw(doc, sheet.fixedTitle, { x: LEFT, width: WIDTH - mm(46), y: fixed, font: 'bold', size: 17, linesMax: 1 });
  drawFixed(doc, sheet.done, fixed);
  drawQr(doc, sheet.qr.url, { x: PAGE.width - LEFT - mm(40), y: fixed, side: mm(40) });
  draw(doc, sheet.qr.says, {
    ...{ x: PAGE.width - LEFT - mm(40), width: mm(40), y: fixed + mm(45) },
    ...{ font: 'regular', size: 10, linesMax: 3 }
  });
  draw(doc, sheet.note, { x: LEFT, width: WIDTH, y: PAGE.height - mm(16), font: 'regular', size: 10.5, linesMax: 2 });
}

/** What was mended, three lines each at most, and ruled lines for what is added by hand, above the note. */
function drawFixed(doc: PDFKit.PDFDocument, done: readonly string[], top: number): void {
  const width = WIDTH - mm(50);
  let y = top + mm(8);
  for (const task of done) {
    const { size, lines } = fitText(doc, `– ${task}`, { font: 'regular', sizes: [12], width, linesMax: 3 });
    lines.forEach((line, row) =>
      drawLine(doc, line, { x: LEFT, y: y + row * size * 1.3 }, { font: 'regular', size, color: INK.text })
    );
    y += lines.length * size * 1.3 + mm(1);
  }
  const lines = done.length === 0 ? FIXED_LINES : FIXED_LINES - 1;
  for (let i = 1, at = done.length === 0 ? top + mm(11) : y + mm(5); i <= lines && at < LAST_LINE; i += 1, at += mm(11))
    doc
      .moveTo(LEFT, at)
      .lineTo(LEFT + width, at)
      .lineWidth(0.6)
      .strokeColor(INK.text)
      .stroke();
}

/** A bar from nothing to everybody: shares, so that it may begin at zero. */
function drawArea(doc: PDFKit.PDFDocument, area: WallSheet['areas'][number], y: number): number {
  const [name, bar, told] = [mm(62), mm(74), mm(34)];
  draw(doc, area.name, { x: LEFT, width: name, y, font: 'regular', size: 13, linesMax: 1 });
  const [x, top, height] = [LEFT + name + mm(2), y - 10, 10];
  doc.rect(x, top, bar, height).lineWidth(0.8).strokeColor(INK.text).stroke();
  if (area.share !== null) doc.rect(x, top, bar * area.share, height).fill(INK.text);
  draw(doc, area.told, { x: x + bar + mm(3), width: told, y, font: 'semibold', size: 13, linesMax: 1 });
  return y + 18;
}

function drawQr(doc: PDFKit.PDFDocument, url: string, at: { x: number; y: number; side: number }): void {
  const { size, runs } = qrModules(url);
  const module = at.side / (size + 2 * QUIET_ZONE_MODULES);
  const zero = QUIET_ZONE_MODULES * module;
  for (const { row, column, length } of runs)
    doc.rect(at.x + zero + column * module, at.y + zero + row * module, length * module, module);
  doc.fill('#000000');
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly font: Font;
  readonly size: number;
  readonly linesMax: number;
}

/** Gives the baseline of the line that would follow. */
function draw(doc: PDFKit.PDFDocument, text: string, { x, y, width, font, size: largest, linesMax }: Place): number {
  const sizes = [largest, largest * 0.9, largest * 0.8, largest * 0.7];
  const { size, lines } = fitText(doc, text, { font, sizes, width, linesMax });
  lines.forEach((line, row) => drawLine(doc, line, { x, y: y + row * size * 1.3 }, { font, size, color: INK.text }));
  return y + lines.length * size * 1.3;
}
