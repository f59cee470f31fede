import { setImmediate as nextTurn } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { drawQr } from './poster-ornament.ts';
import { drawLine, fitText, registerFonts, type Font } from './poster-text.ts';

export interface PaperFormItem {
  readonly text: string;
  /** Before the first item of an area: its title. */
  readonly area: string | null;
}

/** A choice with one box each. */
export interface PaperChoice {
  readonly text: string;
  readonly options: readonly string[];
}

/** All that is printed on a paper form; the same for every number. */
export interface PaperForm {
  readonly title: string;
  readonly unit: string;
  readonly counter: string;
  readonly stem: string;
  readonly safety: string;
  /** Names of the columns: the five levels and the two missing codes, with the number that is typed for each. */
  readonly columns: readonly { readonly key: string; readonly text: string }[];
  readonly items: readonly PaperFormItem[];
  readonly choices: readonly PaperChoice[];
  readonly comment: string;
  readonly number: string;
  /** Address behind the QR, for people who would rather answer on their phone; null = none. */
  readonly phone: { readonly url: string; readonly text: string } | null;
}

const PAGE = { width: 595, height: 842, margin: 40 };
const COLUMN = 30;
const BOX = 15;
const INK = '#000000';
const RULE = '#999999';

/** Writes a PDF with the form once for each number from `from` to `to`, and ends the writable. */
export async function paperFormPdf(
  form: PaperForm,
  numbers: { from: number; to: number },
  out: Writable
): Promise<void> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    lang: 'vi',
    info: { Title: form.title, Creator: 'Hài lòng' }
  });
  const piped = pipeline(doc, out);
  piped.catch(() => undefined);
  registerFonts(doc);
  for (let number = numbers.from; number <= numbers.to && !doc.destroyed; number += 1) {
    drawForm(new Sheet(doc, `${form.number} ${number}`), form);
    await nextTurn();
  }
  doc.end();
  await piped;
}

/** The pages of one form, filled from the top; its number stands on each. */
class Sheet {
  readonly doc: PDFKit.PDFDocument;
  y = 0;
  private readonly number: string;

  constructor(doc: PDFKit.PDFDocument, number: string) {
    this.doc = doc;
    this.number = number;
    this.page();
  }

  /** Begins a page where the height is no longer there; says whether it did. */
  need(height: number): boolean {
    if (this.y + height <= PAGE.height - PAGE.margin) return false;
    this.page();
    return true;
  }

  text(text: string, style: { font?: Font; size?: number; width?: number; x?: number; linesMax?: number } = {}): void {
    const { font = 'regular', size = 10, width = PAGE.width - 2 * PAGE.margin, x = PAGE.margin, linesMax = 6 } = style;
    const fitted = fitText(this.doc, text, { font, sizes: [size], width, linesMax });
    for (const line of fitted.lines) {
      this.y += size * 1.35;
      drawLine(this.doc, line, { x, y: this.y }, { font, size, color: INK });
    }
  }

  rule(): void {
    this.y += 4;
    this.doc
      .moveTo(PAGE.margin, this.y)
      .lineTo(PAGE.width - PAGE.margin, this.y)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke();
  }

  private page(): void {
    this.doc.addPage();
    this.y = PAGE.margin - 10;
    drawLine(
      this.doc,
      this.number,
      { x: PAGE.width - PAGE.margin, y: this.y + 8, align: 'right' },
      { font: 'bold', size: 11, color: INK }
    );
  }
}

function drawForm(sheet: Sheet, form: PaperForm): void {
  const narrow = PAGE.width - 2 * PAGE.margin - 90;
  sheet.text(form.title, { font: 'bold', size: 15, width: narrow });
  sheet.text(`${form.unit} · ${form.counter}`, { size: 9, width: narrow });
  sheet.text(form.safety, { size: 9, width: narrow });
  sheet.text(form.stem, { font: 'semibold', size: 10.5, width: narrow });
  if (form.phone) {
    drawQr(sheet.doc, form.phone.url, { x: PAGE.width - PAGE.margin - 74, y: PAGE.margin + 8, side: 74 });
    drawLine(
      sheet.doc,
      form.phone.text,
      { x: PAGE.width - PAGE.margin, y: PAGE.margin + 92, align: 'right' },
      { font: 'regular', size: 7, color: INK }
    );
    sheet.y = Math.max(sheet.y, PAGE.margin + 96);
  }
  drawHead(sheet, form);
  for (const item of form.items) drawItem(sheet, form, item);
  for (const choice of form.choices) drawChoice(sheet, choice);
  sheet.need(90);
  sheet.y += 6;
  sheet.text(form.comment, { font: 'semibold' });
  for (let line = 0; line < 3; line += 1) {
    sheet.y += 16;
    sheet.rule();
  }
}

const columnX = (form: PaperForm, index: number) =>
  PAGE.width - PAGE.margin - (form.columns.length - index) * COLUMN + COLUMN / 2;

function drawHead(sheet: Sheet, form: PaperForm): void {
  const { doc } = sheet;
  const top = sheet.y + 6;
  let deepest = top;
  for (const [i, { text }] of form.columns.entries()) {
    const { lines } = fitText(doc, text, { font: 'regular', sizes: [6.2], width: COLUMN - 2, linesMax: 5 });
    for (const [l, line] of lines.entries()) {
      const y = top + 7 + l * 7.5;
      drawLine(doc, line, { x: columnX(form, i), y, align: 'center' }, { font: 'regular', size: 6.2, color: INK });
      deepest = Math.max(deepest, y);
    }
  }
  sheet.y = deepest;
  sheet.rule();
}

function drawItem(sheet: Sheet, form: PaperForm, { text, area }: PaperFormItem): void {
  const { doc } = sheet;
  const width = PAGE.width - 2 * PAGE.margin - form.columns.length * COLUMN - 8;
  const { lines } = fitText(doc, text, { font: 'regular', sizes: [10], width, linesMax: 4 });
  const height = Math.max(22, lines.length * 13.5 + 6);
  if (sheet.need(height + (area === null ? 0 : 18))) drawHead(sheet, form);
  if (area !== null) sheet.text(area, { font: 'bold', size: 8.5, linesMax: 1 });
  const top = sheet.y;
  for (const [l, line] of lines.entries()) {
    drawLine(doc, line, { x: PAGE.margin, y: top + 14 + l * 13.5 }, { font: 'regular', size: 10, color: INK });
  }
  for (const [i, { key }] of form.columns.entries()) {
    const [x, y] = [columnX(form, i), top + height / 2];
    doc
      .circle(x, y, BOX / 2)
      .lineWidth(0.9)
      .strokeColor(INK)
      .stroke();
    drawLine(doc, key, { x, y: y + 3, align: 'center' }, { font: 'regular', size: 8, color: INK });
  }
  sheet.y = top + height;
  sheet.rule();
}

function drawChoice(sheet: Sheet, { text, options }: PaperChoice): void {
  sheet.need(40);
  sheet.y += 6;
  sheet.text(text, { font: 'semibold' });
  let x = PAGE.margin;
  sheet.y += 18;
  for (const option of options) {
    const width = 24 + sheet.doc.font('regular').fontSize(9).widthOfString(option);
    if (x + width > PAGE.width - PAGE.margin && x > PAGE.margin) {
      x = PAGE.margin;
      sheet.y += 18;
      sheet.need(20);
    }
    sheet.doc
      .rect(x, sheet.y - 9, 10, 10)
      .lineWidth(0.9)
      .strokeColor(INK)
      .stroke();
    drawLine(sheet.doc, option, { x: x + 15, y: sheet.y }, { font: 'regular', size: 9, color: INK });
    x += width + 8;
  }
}
