import { createRequire } from 'node:module';

export type Font = 'regular' | 'semibold' | 'bold';

export interface TextStyle {
  readonly font: Font;
  /** Points. */
  readonly size: number;
  readonly color: string;
  /** Between characters, in points. */
  readonly spacing?: number;
}

export interface Fit {
  readonly font: Font;
  /** Points, largest first: the first size at which the text fits is taken. */
  readonly sizes: readonly number[];
  readonly width: number;
  readonly linesMax: number;
}

export interface FittedText {
  readonly size: number;
  readonly lines: readonly string[];
}

const FONT_FILES: Readonly<Record<Font, string>> = {
  regular: '400Regular/BeVietnamPro_400Regular.ttf',
  semibold: '600SemiBold/BeVietnamPro_600SemiBold.ttf',
  bold: '700Bold/BeVietnamPro_700Bold.ttf'
};

/** Registers Be Vietnam Pro, each weight embedded once. TTF, because pdfkit draws WOFF2 as invisible text without an error. */
export function registerFonts(doc: PDFKit.PDFDocument): void {
  const { resolve } = createRequire(import.meta.url);
  for (const [font, file] of Object.entries(FONT_FILES))
    doc.registerFont(font, resolve(`@expo-google-fonts/be-vietnam-pro/${file}`));
}

/** Draws one line, normalised to NFC: the face has no anchors for decomposed Vietnamese. `y` is the baseline, in points. */
export function drawLine(
  doc: PDFKit.PDFDocument,
  text: string,
  at: { readonly x: number; readonly y: number; readonly align?: 'left' | 'center' | 'right' },
  style: TextStyle
): void {
  const line = text.normalize('NFC');
  const width = widthOf(doc, line, style);
  const x = at.align === 'center' ? at.x - width / 2 : at.align === 'right' ? at.x - width : at.x;
  doc.fillColor(style.color).text(line, x, at.y, {
    lineBreak: false,
    baseline: 'alphabetic',
    characterSpacing: style.spacing ?? 0
  });
}

/**
 * The largest size at which the text wraps into the lines and the width. `\n` in the text is a wanted break. Where even the
 * smallest size is too large, the last line ends in "…": nothing is ever drawn outside its place.
 */
export function fitText(doc: PDFKit.PDFDocument, text: string, fit: Fit): FittedText {
  const wanted = text.normalize('NFC').trim();
  let smallest: FittedText = { size: 0, lines: [] };
  for (const size of fit.sizes) {
    const style = { font: fit.font, size };
    const lines = wanted.split('\n').flatMap((line) => wrap(doc, line, fit.width, style));
    if (lines.length <= fit.linesMax && lines.every((line) => widthOf(doc, line, style) <= fit.width))
      return { size, lines };
    smallest = { size, lines };
  }
  return { size: smallest.size, lines: cut(doc, smallest, fit) };
}

/** The width of a line in points. Leaves the document set to the font and size of the style. */
export function widthOf(doc: PDFKit.PDFDocument, text: string, style: Omit<TextStyle, 'color'>): number {
  return doc
    .font(style.font)
    .fontSize(style.size)
    .widthOfString(text, { characterSpacing: style.spacing ?? 0 });
}

/** Fills `{{name}}` places of a catalog text. An unknown name stays as it is, to be seen. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (place, name: string) => String(values[name] ?? place));
}

function wrap(
  doc: PDFKit.PDFDocument,
  text: string,
  width: number,
  style: Omit<TextStyle, 'color'>
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(doc, longer, style) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function cut(doc: PDFKit.PDFDocument, { size, lines }: FittedText, fit: Fit): readonly string[] {
  return lines.slice(0, fit.linesMax).map((line, index) => {
    const isWhole = index < fit.linesMax - 1 || lines.length <= fit.linesMax;
    const fits = (shown: string) => widthOf(doc, shown, { font: fit.font, size }) <= fit.width;
    if (isWhole && fits(line)) return line;
    const characters = [...line];
    while (characters.length > 0 && !fits(`${characters.join('')}…`)) characters.pop();
    return `${characters.join('')}…`;
  });
}
