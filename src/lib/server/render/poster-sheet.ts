import type { PosterSheetName } from '../../domain/organisation/poster-choice.ts';

/** Where posters, which are drawn as A4, stand on a sheet. */
export interface SheetPlan {
  /** Points. */
  readonly size: readonly [width: number, height: number];
  readonly slots: readonly { readonly x: number; readonly y: number; readonly scale: number }[];
  /** Lines to cut or fold along. */
  readonly lines: readonly (readonly [x1: number, y1: number, x2: number, y2: number])[];
}

const mm = (length: number): number => (length * 72) / 25.4;
const [SHORT, LONG] = [mm(210), mm(297)];
/** A sheet of half the area has sides smaller by √2. */
const HALF = Math.SQRT1_2;

const beside: SheetPlan = {
  size: [LONG, SHORT],
  slots: [0, LONG / 2].map((x) => ({ x, y: 0, scale: HALF })),
  lines: [[LONG / 2, 0, LONG / 2, SHORT]]
};

export const SHEETS: Readonly<Record<PosterSheetName, SheetPlan>> = {
  a4: { size: [SHORT, LONG], slots: [{ x: 0, y: 0, scale: 1 }], lines: [] },
  a5: { size: [LONG / 2, SHORT], slots: [{ x: 0, y: 0, scale: HALF }], lines: [] },
  a5x2: beside,
  /** Folded in the middle it stands on the table like an open book, with a poster on either side. */
  tent: beside,
  a6x4: {
    size: [SHORT, LONG],
    slots: [0, LONG / 2].flatMap((y) => [0, SHORT / 2].map((x) => ({ x, y, scale: 0.5 }))),
    lines: [
      [SHORT / 2, 0, SHORT / 2, LONG],
      [0, LONG / 2, SHORT, LONG / 2]
    ]
  }
};

/** Draws the lines to cut or fold along, over the posters: on dark and on white. */
export function drawSheetLines(doc: PDFKit.PDFDocument, { lines }: SheetPlan): void {
  for (const [x1, y1, x2, y2] of lines) {
    doc.save().lineWidth(0.6).dash(4, { space: 4 });
    doc.moveTo(x1, y1).lineTo(x2, y2).stroke('#8A8A8A').restore();
  }
}
