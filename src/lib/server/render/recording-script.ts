import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { drawLine, fill, fitText, registerFonts, type Font } from './poster-text.ts';

/** The texts around a script: `i18n/<language>/recording-script.json`. */
export interface ScriptWords {
  readonly title: string;
  readonly lead: string;
  /** What the speaker fills in on top. */
  readonly blanks: readonly string[];
  readonly columns: Readonly<Record<'number' | 'file' | 'words' | 'translation', string>>;
  readonly done: string;
  readonly page: string;
}

export interface ScriptSheet {
  /** The language that is spoken, and the questionnaire that is said. */
  readonly language: string;
  readonly questionnaire: string;
  readonly lines: readonly {
    readonly number: number;
    readonly file: string;
    readonly words: string;
    readonly isRecorded: boolean;
  }[];
}

const mm = (length: number): number => (length * 72) / 25.4;
const PAGE = { width: mm(210), height: mm(297), left: mm(15), right: mm(195), top: mm(15), bottom: mm(280) } as const;
/** Left edges and widths of the columns. */
const COLUMN = {
  number: { x: PAGE.left, width: mm(11) },
  file: { x: PAGE.left + mm(13), width: mm(25) },
  words: { x: PAGE.left + mm(40), width: mm(66) },
  translation: { x: PAGE.left + mm(110), width: mm(70) }
} as const;
const INK = '#000000';
const RULE = '#8a8a8a';
const LEADING = 1.38;
/** A line to write on takes 9 mm; two of them fit the shortest row. */
const WRITING = mm(9);

/** Writes the numbered script on A4, in black, and ends the writable. */
export async function recordingScriptPdf(
  sheet: ScriptSheet,
  words: ScriptWords,
  lang: string,
  out: Writable
): Promise<void> {
  const title = fill(words.title, { language: sheet.language });
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    lang,
    displayTitle: true,
    bufferPages: true
  });
  doc.info.Title = title.normalize('NFC');
  const piped = pipeline(doc, out);
  registerFonts(doc);
  let y = drawHeading(doc, { ...words, title }, sheet.questionnaire);
  y = drawColumns(doc, words, y);
  for (const line of sheet.lines) {
    const height = rowHeight(doc, line.words);
    if (y + height > PAGE.bottom) {
      doc.addPage();
      y = drawColumns(doc, words, PAGE.top);
    }
    drawRow(doc, { ...line, done: words.done }, { y, height });
    y += height;
  }
  drawFeet(doc, `${title} · ${sheet.questionnaire}`, words.page);
  doc.end();
  await piped;
}

function drawHeading(doc: PDFKit.PDFDocument, words: ScriptWords, questionnaire: string): number {
  const width = PAGE.right - PAGE.left;
  const place = { x: PAGE.left, width } as const;
  let y = drawText(doc, words.title, { ...place, y: PAGE.top + 16, font: 'bold', size: 20, linesMax: 2 });
  y = drawText(doc, questionnaire, { ...place, y, font: 'semibold', size: 11, linesMax: 2 }) + 2;
  y = drawText(doc, words.lead, { ...place, y, font: 'regular', size: 10.5, linesMax: 4 }) + 14;
  const share = width / words.blanks.length;
  for (const [i, blank] of words.blanks.entries()) {
    const x = PAGE.left + i * share;
    drawLine(doc, blank, { x, y }, { font: 'semibold', size: 10, color: INK });
    rule(doc, y + 2, x + doc.font('semibold').fontSize(10).widthOfString(blank) + 6, x + share - 10);
  }
  return y + 18;
}

/** The head of the table, on every page. Gives where the first row begins. */
function drawColumns(doc: PDFKit.PDFDocument, { columns }: ScriptWords, y: number): number {
  for (const name of ['number', 'file', 'words', 'translation'] as const) {
    drawLine(doc, columns[name], { x: COLUMN[name].x, y: y + 11 }, { font: 'bold', size: 10, color: INK });
  }
  rule(doc, y + 17, PAGE.left, PAGE.right);
  return y + 17;
}

const WORDS = { font: 'regular', sizes: [12], width: COLUMN.words.width, linesMax: 30 } as const;

function rowHeight(doc: PDFKit.PDFDocument, words: string): number {
  const { size, lines } = fitText(doc, words, WORDS);
  return Math.max(2 * WRITING + mm(4), lines.length * size * LEADING + mm(7));
}

interface Row {
  readonly number: number;
  readonly file: string;
  readonly words: string;
  readonly isRecorded: boolean;
  readonly done: string;
}

function drawRow(doc: PDFKit.PDFDocument, row: Row, { y, height }: { y: number; height: number }): void {
  const first = y + 18;
  drawLine(doc, String(row.number), { x: COLUMN.number.x, y: first }, { font: 'bold', size: 14, color: INK });
  const file = { ...COLUMN.file, y: first, font: 'regular', size: 10, linesMax: 1 } as const;
  drawText(doc, row.file, file);
  if (row.isRecorded) drawText(doc, row.done, { ...file, y: first + 14, font: 'semibold', size: 9 });
  drawText(doc, row.words, { ...COLUMN.words, y: first, font: 'regular', size: 12, linesMax: WORDS.linesMax });
  const { x, width } = COLUMN.translation;
  for (let line = y + WRITING; line < y + height - mm(2); line += WRITING) rule(doc, line, x, x + width, 0.4);
  rule(doc, y + height, PAGE.left, PAGE.right);
}

/** Which page of how many, which is known at the end only. */
function drawFeet(doc: PDFKit.PDFDocument, name: string, page: string): void {
  const { count } = doc.bufferedPageRange();
  for (let i = 0; i < count; i += 1) {
    doc.switchToPage(i);
    const y = PAGE.height - mm(8);
    drawText(doc, name, { x: PAGE.left, y, width: mm(145), font: 'regular', size: 8.5, linesMax: 1 });
    const text = fill(page, { page: i + 1, pages: count });
    drawLine(doc, text, { x: PAGE.right, y, align: 'right' }, { font: 'semibold', size: 8.5, color: INK });
  }
}

function rule(doc: PDFKit.PDFDocument, y: number, from: number, to: number, width = 0.7): void {
  doc.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(RULE).stroke();
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
function drawText(doc: PDFKit.PDFDocument, text: string, { x, y, width, font, size, linesMax }: Place): number {
  const { lines } = fitText(doc, text, { font, sizes: [size], width, linesMax });
  for (const [i, line] of lines.entries()) {
    drawLine(doc, line, { x, y: y + i * size * LEADING }, { font, size, color: INK });
  }
  return y + lines.length * size * LEADING;
}
