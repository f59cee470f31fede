import { pngOf } from './png.ts';

/** Two languages of sixteen versions; a picture has some 40 KB. */
const KEPT_MAX = 32;
const kept = new Map<string, Buffer>();

/** A shared picture as PNG. Whoever knows an address may ask, so that each is drawn once and kept by its drawing. */
export function cardPng(svg: string): Buffer {
  const png = kept.get(svg) ?? pngOf(svg);
  kept.delete(svg);
  kept.set(svg, png);
  for (const oldest of kept.keys()) if (kept.size > KEPT_MAX) kept.delete(oldest);
  return png;
}
