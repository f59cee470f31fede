import { FACE_BOX, FACE_DOT_WIDTH, FACE_LINE_WIDTH, FACE_RING_RADIUS, FACES, type Face } from '../../ui/faces.ts';
import type { InkSet } from './poster-ink.ts';
import { qrModules } from './qr.ts';

export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** 11½ repeats, so that the band is the same from both edges of the sheet. */
const BAND_TILES = 11.5;
const TILE = { width: 48, height: 24 } as const;
const tiles = (path: (x: number) => string) =>
  Array.from({ length: Math.ceil(BAND_TILES) }, (_, index) => path(index * TILE.width)).join('');
const BAND_LINES = tiles(
  (x) =>
    `M${x} 12l12-12 12 12 12-12 12 12-12 12-12-12-12 12z` +
    `M${x + 24} 8.5v7M${x + 20.5} 12h7M${x} 8.5v7M${x + 44.5} 12h7M${x - 3.5} 12h7`
);
const BAND_GRAINS = tiles((x) => `M${x + 36} 9l3 3-3 3-3-3z`);
const BAND_DIAMONDS = tiles((x) => `M${x + 12} 7l5 5-5 5-5-5z`);
const PETAL = 'M24 2c3.6 4.5 5 9 0 18-5-9-3.6-13.5 0-18z';

/** The height of the woven band across a width, both in points. */
export const bandHeight = (width: number): number => (width / BAND_TILES / TILE.width) * TILE.height;

/** Draws the woven band from the left edge across the width. */
export function drawBand(doc: PDFKit.PDFDocument, y: number, width: number, ink: InkSet): void {
  const scale = width / BAND_TILES / TILE.width;
  doc.save().rect(0, y, width, bandHeight(width)).clip().translate(0, y).scale(scale);
  if (ink.ground !== null) doc.rect(0, 0, BAND_TILES * TILE.width, TILE.height).fill(ink.ground);
  doc.lineWidth(1.6).path(BAND_LINES).stroke(ink.thread);
  doc.path(BAND_GRAINS).fill(ink.thread);
  if (ink.gold !== null) doc.path(BAND_DIAMONDS).fill(ink.gold);
  else doc.path(BAND_DIAMONDS).stroke(ink.thread);
  doc.restore();
}

/** Draws the star anise of eight petals, the sign of the app where a province has set no image of its own. */
export function drawStarAnise(doc: PDFKit.PDFDocument, { x, y, side }: Square, ink: InkSet): void {
  doc
    .save()
    .translate(x, y)
    .scale(side / 48);
  for (let petal = 0; petal < 8; petal++)
    doc
      .save()
      .rotate(petal * 45, { origin: [24, 24] })
      .path(PETAL)
      .fill(ink.onGround)
      .restore();
  doc
    .circle(24, 24, 3.6)
    .fill(ink.gold ?? ink.onGround)
    .restore();
}

/** Draws the five faces, worst on the left, each as wide as `side`, spread over the width. */
export function drawFaces(doc: PDFKit.PDFDocument, first: Square, width: number, ink: InkSet): void {
  const step = (width - first.side) / (FACES.length - 1);
  FACES.forEach((face, index) => drawFace(doc, face, { ...first, x: first.x + index * step }, ink));
}

/** Draws the modules as one black path of the side given (the quiet zone lies outside): one path shows no seams. */
export function drawQr(doc: PDFKit.PDFDocument, url: string, { x, y, side }: Square): void {
  const { size, runs } = qrModules(url, 'Q');
  doc
    .save()
    .translate(x, y)
    .scale(side / size);
  for (const { row, column, length } of runs) doc.rect(column, row, length, 1);
  doc.fill('#000000').restore();
}

function drawFace(doc: PDFKit.PDFDocument, face: Face, { x, y, side }: Square, ink: InkSet): void {
  const colors = ink.faces[face.value - 1];
  const ring = colors?.ring ?? ink.text;
  doc
    .save()
    .translate(x, y)
    .scale(side / FACE_BOX);
  doc.lineCap('round').lineJoin('round').lineWidth(FACE_LINE_WIDTH);
  doc.circle(FACE_BOX / 2, FACE_BOX / 2, FACE_RING_RADIUS);
  if (colors?.skin) doc.fillAndStroke(colors.skin, ring);
  else doc.stroke(ring);
  doc.path(face.lines).stroke(ink.text);
  if (face.dots !== null) doc.lineWidth(FACE_DOT_WIDTH).path(face.dots).stroke(ink.text);
  if (face.mouth !== null) doc.path(face.mouth).fill(ink.text);
  doc.restore();
}
