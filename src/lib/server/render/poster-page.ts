import { groupCode } from '../../domain/organisation/link-code.ts';
import { assert } from '../../domain/shared/assert.ts';
import type { InkSet } from './poster-ink.ts';
import { bandHeight, drawBand, drawFaces, drawQr, drawStarAnise } from './poster-ornament.ts';
import { drawLine, fill, fitText, type FittedText } from './poster-text.ts';
import type { Poster, PosterWords } from './poster.ts';

export interface PosterSheet {
  readonly doc: PDFKit.PDFDocument;
  readonly words: PosterWords;
  readonly ink: InkSet;
  /** PNG or JPEG as a data address. */
  readonly logo: string | null;
  /** YYYY-MM-DD. */
  readonly printedOn: string;
  readonly nfc: boolean;
}

const mm = (length: number): number => (length * 72) / 25.4;
/** Sizes in points from the largest to the smallest, in steps of a half. */
const sizes = (most: number, least: number): readonly number[] =>
  Array.from({ length: Math.round((most - least) * 2) + 1 }, (_, index) => most - index / 2);

const PAGE = mm(210);
const LEFT = mm(15);
const WIDTH = PAGE - 2 * LEFT;
const HEADER_BOTTOM = mm(80);
const QR = { top: mm(121), frame: mm(116), side: mm(89) } as const;
const TYPED = { top: mm(241), height: mm(20), code: mm(74) } as const;
const HEADLINE = { above: 0.98, leading: 1.18, below: 0.3 } as const;

/** Draws one poster on the current page, A4 portrait. Measures are those of UX.md §3.8 and mockup 08. */
export function drawPosterPage(sheet: PosterSheet, poster: Poster): void {
  const { doc, ink } = sheet;
  if (ink.ground !== null) doc.rect(0, 0, PAGE, HEADER_BOTTOM).fill(ink.ground);
  drawHeadline(sheet, drawIdentity(sheet, poster));
  drawBand(doc, HEADER_BOTTOM, PAGE, ink);
  drawFaces(doc, { x: LEFT + mm(5), y: HEADER_BOTTOM + bandHeight(PAGE) + mm(3.5), side: mm(25) }, WIDTH - mm(10), ink);
  drawFramedQr(sheet, poster.url);
  drawSteps(sheet);
  drawTyped(sheet, poster);
  drawPromises(sheet, poster);
  drawFooter(sheet, poster);
}

/** Mark, province, unit, counter. Returns where they end. */
function drawIdentity({ doc, ink, logo }: PosterSheet, poster: Poster): number {
  const mark = { x: LEFT, side: mm(17) };
  const x = mark.x + mark.side + mm(5);
  const width = LEFT + WIDTH - x;
  const province = fitText(doc, poster.province, { font: 'regular', sizes: sizes(12, 9), width, linesMax: 1 });
  const unit = fitName(doc, poster.unitName, 17, width);
  const counter = fitText(doc, poster.counterName, { font: 'semibold', sizes: sizes(15, 10), width, linesMax: 2 });
  const rows = [
    { fitted: province, font: 'regular', color: ink.onGroundQuiet },
    { fitted: unit, font: 'bold', color: ink.onGround },
    { fitted: counter, font: 'semibold', color: ink.onGroundQuiet }
  ] as const;
  const top = mm(9);
  let bottom = top;
  for (const { fitted, font, color } of rows)
    for (const line of fitted.lines) {
      bottom += fitted.size * 1.32;
      drawLine(doc, line, { x, y: bottom - fitted.size * 0.3 }, { font, size: fitted.size, color });
    }
  const square = { ...mark, y: top + Math.max(0, (bottom - top - mark.side) / 2) };
  if (logo === null) drawStarAnise(doc, square, ink);
  else doc.image(logo, square.x, square.y, { fit: [square.side, square.side], align: 'center', valign: 'center' });
  return Math.max(bottom, square.y + square.side);
}

/** A unit's name: two lines down to 13.5 points, and only then three. */
function fitName(doc: PDFKit.PDFDocument, name: string, largest: number, width: number): FittedText {
  const two = fitText(doc, name, { font: 'bold', sizes: sizes(largest, 13.5), width, linesMax: 2 });
  if (!two.lines.at(-1)?.endsWith('…')) return two;
  return fitText(doc, name, { font: 'bold', sizes: sizes(13.5, 10), width, linesMax: 3 });
}

/** The question, 47 points where the names above leave room; it stands on the lower edge of the header. */
function drawHeadline({ doc, ink, words }: PosterSheet, top: number): void {
  const bottom = HEADER_BOTTOM - mm(4);
  const room = bottom - top - mm(2);
  const height = (size: number) => size * (HEADLINE.above + HEADLINE.leading + HEADLINE.below);
  const fitted = fitText(doc, words.headline, {
    font: 'bold',
    sizes: sizes(47, 20).filter((size) => height(size) <= room || size === 20),
    width: WIDTH,
    linesMax: 2
  });
  const style = { font: 'bold', size: fitted.size, color: ink.onGround, spacing: fitted.size * -0.02 } as const;
  const last = bottom - fitted.size * HEADLINE.below;
  fitted.lines.forEach((line, index) => {
    const y = last - (fitted.lines.length - 1 - index) * fitted.size * HEADLINE.leading;
    drawLine(doc, line, { x: LEFT, y }, style);
  });
}

/** The code: 89 mm between its outer modules in a frame that leaves more than the quiet zone of 4 modules. */
function drawFramedQr({ doc, ink }: PosterSheet, url: string): void {
  const line = mm(1.2);
  const outer = QR.frame - line;
  doc.lineWidth(line).roundedRect(LEFT + line / 2, QR.top + line / 2, outer, outer, mm(5));
  doc.fillAndStroke('#FFFFFF', ink.frame);
  const inset = (QR.frame - QR.side) / 2;
  drawQr(doc, url, { x: LEFT + inset, y: QR.top + inset, side: QR.side });
}

function drawSteps({ doc, ink, words }: PosterSheet): void {
  const x = LEFT + QR.frame + mm(8);
  const radius = mm(6.5);
  const step = (QR.frame - mm(33)) / 2;
  words.steps.forEach((text, index) => {
    const top = QR.top + index * step;
    doc.lineWidth(mm(0.8)).circle(x + radius, top + radius, radius - mm(0.4));
    if (ink.ground === null) doc.stroke(ink.frame);
    else doc.fillAndStroke(ink.ground, ink.ground);
    const number = { font: 'bold', size: 20, color: ink.onGround } as const;
    drawLine(doc, String(index + 1), { x: x + radius, y: top + radius + 7, align: 'center' }, number);
    const width = LEFT + WIDTH - x;
    const fitted = fitText(doc, text, { font: 'semibold', sizes: sizes(20, 12), width, linesMax: 2 });
    fitted.lines.forEach((line, row) => {
      const y = top + 2 * radius + mm(8) + row * fitted.size * 1.25;
      drawLine(doc, line, { x, y }, { font: 'semibold', size: fitted.size, color: ink.text });
    });
  });
}

/** For who cannot scan: the address and the code to type, 26 points in groups of four. */
function drawTyped(sheet: PosterSheet, { host, code }: Poster): void {
  const { doc, ink, words } = sheet;
  const divider = LEFT + WIDTH - TYPED.code;
  doc.lineWidth(mm(0.5)).roundedRect(LEFT, TYPED.top, WIDTH, TYPED.height, mm(3)).stroke(ink.frame);
  doc
    .moveTo(divider, TYPED.top + mm(3))
    .lineTo(divider, TYPED.top + TYPED.height - mm(3))
    .stroke(ink.frame);
  drawTypedCell(
    sheet,
    { left: LEFT, right: divider, label: words.typeOpen },
    fitHost(doc, host, divider - LEFT - mm(10))
  );
  const typed = { size: 26, lines: [groupCode(code)] };
  drawTypedCell(sheet, { left: divider, right: LEFT + WIDTH, label: words.typeCode }, typed);
}

function drawTypedCell(
  { doc, ink }: PosterSheet,
  cell: { readonly left: number; readonly right: number; readonly label: string },
  value: FittedText
): void {
  const x = cell.left + mm(5);
  const width = cell.right - cell.left - mm(10);
  const label = fitText(doc, cell.label, { font: 'regular', sizes: sizes(13, 9), width, linesMax: 1 });
  const labelAt = { x, y: TYPED.top + mm(6.6) };
  drawLine(doc, label.lines.join(' '), labelAt, { font: 'regular', size: label.size, color: ink.text });
  const last = TYPED.top + mm(value.lines.length > 1 ? 17.2 : 16);
  value.lines.forEach((line, index) => {
    const y = last - (value.lines.length - 1 - index) * value.size * 1.2;
    drawLine(doc, line, { x, y }, { font: 'bold', size: value.size, color: ink.text });
  });
}

/** An address is never cut, since people type it: one line down to 14 points, else two with the break after a dot. */
function fitHost(doc: PDFKit.PDFDocument, host: string, width: number): FittedText {
  const one = fitText(doc, host, { font: 'bold', sizes: sizes(24, 14), width, linesMax: 1 });
  if (one.lines.join('') === host) return one;
  const dots = [...host.matchAll(/\./g)].map((dot) => dot.index + 1);
  const middle = dots.reduce(
    (best, dot) => (Math.abs(dot * 2 - host.length) < Math.abs(best * 2 - host.length) ? dot : best),
    0
  );
  const broken = `${host.slice(0, middle)}\n${host.slice(middle)}`;
  const two = fitText(doc, broken, { font: 'bold', sizes: sizes(14, 3), width, linesMax: 2 });
  assert(two.lines.join('') === host, 'address fits on the poster', { host });
  return two;
}

function drawPromises({ doc, ink, words }: PosterSheet, { languages }: Poster): void {
  const spoken = languages.filter(isDrawable).join(' · ');
  const rows = [
    { text: words.free, font: 'semibold', color: ink.text },
    { text: words.privacy, font: 'regular', color: ink.textQuiet },
    { text: spoken === '' ? '' : fill(words.languages, { languages: spoken }), font: 'regular', color: ink.textQuiet }
  ] as const;
  rows
    .filter(({ text }) => text !== '')
    .forEach(({ text, font, color }, index) => {
      const { size, lines } = fitText(doc, text, { font, sizes: sizes(14, 9), width: WIDTH, linesMax: 1 });
      const y = TYPED.top + TYPED.height + mm(7.2 + index * 6.6);
      drawLine(doc, lines.join(' '), { x: PAGE / 2, y, align: 'center' }, { font, size, color });
    });
}

/** Be Vietnam Pro has Latin letters only. A language in another script is left out here; the form offers it by itself. */
function isDrawable(name: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]+$/u.test(name);
}

/** For the clerk: what the QR holds, and when this sheet was printed. */
function drawFooter({ doc, ink, words, printedOn, nfc }: PosterSheet, { url, code }: Poster): void {
  const [year = 0, month = 0, day = 0] = printedOn.split('-').map(Number);
  const printed = fill(words.printed, { day, month, year, code: groupCode(code) });
  const style = { font: 'regular', size: 9.5, color: ink.textQuiet } as const;
  const y = mm(289.5);
  const said = nfc ? fill(words.nfc, { url }) : url;
  const { size, lines } = fitText(doc, said, { font: 'regular', sizes: sizes(9.5, 6), width: mm(105), linesMax: 1 });
  drawLine(doc, lines.join(' '), { x: LEFT, y }, { ...style, size });
  drawLine(doc, printed, { x: LEFT + WIDTH, y, align: 'right' }, style);
}
