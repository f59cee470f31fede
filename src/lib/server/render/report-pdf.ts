import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { Report, ReportBlock, ReportSection, ReportTable } from '../../domain/report/report.ts';
import { pngOf } from './png.ts';
import { registerFonts, type Font } from './poster-text.ts';

const mm = (length: number): number => (length * 72) / 25.4;
const PAGE = { width: mm(210), height: mm(297) } as const;
const LEFT = mm(30);
const WIDTH = PAGE.width - LEFT - mm(20);
const TOP = mm(20);
const BOTTOM = PAGE.height - mm(22);
const SIZE = 11;
const SMALL = 9;
const INK = '#000000';
const PICTURE_SCALE = 3;

/** A report as PDF: the same words and numbers as the Word file, in our own face, which every machine shows alike. */
export async function reportPdf(report: Report): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    lang: report.language,
    displayTitle: true,
    bufferPages: true
  });
  doc.info.Title = `${report.title}: ${report.subject}`.normalize('NFC');
  const out = new PassThrough();
  const whole = buffer(out);
  doc.pipe(out);
  registerFonts(doc);
  const sheet = new Sheet(doc);
  head(sheet, report);
  for (const [i, one] of report.sections.entries()) section(sheet, one, i === report.sections.length - 1);
  foot(sheet, report);
  if (report.annex) {
    sheet.room(Infinity);
    section(sheet, report.annex);
  }
  number(doc, report);
  doc.end();
  return whole;
}

/** The last paragraph of the last section stays with the signature, which must not stand alone on a page. */
function section(sheet: Sheet, { heading, blocks }: ReportSection, isLast = false): void {
  const [first] = blocks;
  sheet.room(60 + (first?.kind === 'chart' ? chartHeight(first) : 0)); // a heading stays with what is under it
  sheet.write(heading, { font: 'bold', size: SIZE + 1, before: 10, after: 4 });
  for (const block of blocks) {
    if (isLast && block === blocks.at(-1) && block.kind === 'paragraph')
      sheet.room(sheet.heightOf(block.text, {}) + FOOT_GAP + FOOT_HEIGHT);
    drawBlock(sheet, block);
  }
}

interface Look {
  readonly font?: Font;
  readonly size?: number;
  readonly align?: 'left' | 'center' | 'right' | 'justify';
  readonly x?: number;
  readonly width?: number;
  readonly before?: number;
  readonly after?: number;
}

/** A page that is written from top to bottom; what does not fit goes onto the next. */
class Sheet {
  readonly doc: PDFKit.PDFDocument;
  y = TOP;

  constructor(doc: PDFKit.PDFDocument) {
    this.doc = doc;
  }

  /** Begins a page where so many points are not left. */
  room(points: number): void {
    if (this.y + points <= BOTTOM) return;
    this.doc.addPage();
    this.y = TOP;
  }

  heightOf(text: string, { font = 'regular', size = SIZE, width = WIDTH }: Look): number {
    return this.doc
      .font(font)
      .fontSize(size)
      .heightOfString(text.normalize('NFC') || ' ', { width, lineGap: 2 });
  }

  write(text: string, look: Look = {}): void {
    const { x = LEFT, width = WIDTH, align = 'left', before = 0, after = 3 } = look;
    const height = this.heightOf(text, look);
    this.y += before;
    this.room(Math.min(height, 60));
    this.place(text, look, x, width, align);
    this.y += height + after;
  }

  place(text: string, { font = 'regular', size = SIZE }: Look, x: number, width: number, align: Look['align']): void {
    this.doc
      .font(font)
      .fontSize(size)
      .fillColor(INK)
      .text(text.normalize('NFC'), x, this.y, { width, align: align ?? 'left', lineGap: 2 });
  }
}

function head(sheet: Sheet, report: Report): void {
  const [left, right] = [
    { x: LEFT, width: WIDTH * 0.4 },
    { x: LEFT + WIDTH * 0.42, width: WIDTH * 0.58 }
  ];
  const column = (lines: readonly (readonly [string, Font])[], at: { x: number; width: number }) => {
    sheet.y = TOP;
    for (const [text, font] of lines) sheet.write(text, { font, size: 10, align: 'center', ...at, after: 1 });
    return sheet.y;
  };
  const one = column(
    [
      [report.superior, 'regular'],
      [report.agency, 'bold'],
      [report.number, 'regular']
    ],
    left
  );
  const two = column(
    [
      [report.motto[0], 'bold'],
      [report.motto[1], 'bold'],
      [report.placeAndDay, 'regular']
    ],
    right
  );
  sheet.y = Math.max(one, two) + 14;
  sheet.write(report.title, { font: 'bold', size: 14, align: 'center' });
  sheet.write(report.subject, { font: 'bold', size: 12, align: 'center', after: 10 });
  for (const warning of report.warnings) sheet.write(warning, { font: 'semibold', size: 10, after: 4 });
}

const CAPTION_HEIGHT = 24;

function chartHeight({ width, height }: { readonly width: number; readonly height: number }): number {
  return (WIDTH * height) / width + CAPTION_HEIGHT;
}

function drawBlock(sheet: Sheet, block: ReportBlock): void {
  if (block.kind === 'table') return drawTable(sheet, block);
  if (block.kind === 'paragraph') return sheet.write(block.text, { align: 'justify', after: 5 });
  const height = chartHeight(block) - CAPTION_HEIGHT;
  sheet.room(height + CAPTION_HEIGHT);
  sheet.doc.image(pngOf(block.svg, PICTURE_SCALE), LEFT, sheet.y, { width: WIDTH });
  sheet.y += height + 4;
  sheet.write(block.caption, { size: SMALL, align: 'center', after: 8 });
}

const PAD = 3;
const [FOOT_GAP, FOOT_HEIGHT] = [16, 90];

function drawTable(sheet: Sheet, { caption, columns, rows, note }: ReportTable): void {
  sheet.room(70);
  sheet.write(caption, { font: 'semibold', size: SMALL, before: 4, after: 3 });
  const titles = columns.map(({ title }) => title);
  drawRow(sheet, columns, titles, true);
  for (const row of rows) {
    const before = sheet.doc.bufferedPageRange().count;
    sheet.room(rowHeight(sheet, columns, row, false));
    if (sheet.doc.bufferedPageRange().count > before) drawRow(sheet, columns, titles, true); // the head on every page
    drawRow(sheet, columns, row, false);
  }
  sheet.y += 3;
  if (note !== '') sheet.write(note, { size: SMALL, after: 8 });
}

function rowHeight(sheet: Sheet, columns: ReportTable['columns'], row: readonly string[], isHead: boolean): number {
  const heights = columns.map(({ width }, i) =>
    sheet.heightOf(row[i] ?? '', { font: isHead ? 'semibold' : 'regular', size: SMALL, width: width * WIDTH - 2 * PAD })
  );
  return Math.max(...heights) + 2 * PAD;
}

function drawRow(sheet: Sheet, columns: ReportTable['columns'], row: readonly string[], isHead: boolean): void {
  const height = rowHeight(sheet, columns, row, isHead);
  const top = sheet.y;
  let x = LEFT;
  for (const [i, { width, align }] of columns.entries()) {
    const wide = width * WIDTH;
    sheet.doc.rect(x, top, wide, height).lineWidth(0.5).strokeColor('#777777').stroke();
    sheet.y = top + PAD;
    const look: Look = { font: isHead ? 'semibold' : 'regular', size: SMALL };
    sheet.place(row[i] ?? '', look, x + PAD, wide - 2 * PAD, isHead ? 'center' : align);
    x += wide;
  }
  sheet.y = top + height;
}

function foot(sheet: Sheet, { signature, recipients }: Report): void {
  sheet.y += FOOT_GAP;
  sheet.room(FOOT_HEIGHT);
  const top = sheet.y;
  for (const [i, text] of recipients.entries())
    sheet.write(i === 0 ? text : `- ${text}`, {
      font: i === 0 ? 'semibold' : 'regular',
      size: SMALL,
      width: WIDTH / 2
    });
  sheet.y = top;
  for (const [i, text] of signature.entries())
    sheet.write(text, { font: i === 0 ? 'bold' : 'regular', x: LEFT + WIDTH / 2, width: WIDTH / 2, align: 'center' });
}

/** Numbers from page 2, and on every page what the report was made from. */
function number(doc: PDFKit.PDFDocument, report: Report): void {
  const { count } = doc.bufferedPageRange();
  const foot = [...report.warnings.slice(0, -1), report.footer].join(' · ').normalize('NFC');
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    doc.font('regular').fontSize(8).fillColor(INK);
    doc.text(foot, LEFT, PAGE.height - mm(14), { width: WIDTH, align: 'center', lineBreak: true, height: mm(10) });
    if (page > 0)
      doc.fontSize(10).text(String(page + 1), LEFT, mm(10), { width: WIDTH, align: 'center', lineBreak: false });
  }
}
