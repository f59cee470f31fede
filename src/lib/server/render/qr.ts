import { create, type QRCodeErrorCorrectionLevel } from 'qrcode';

/** The quiet zone that ISO/IEC 18004 asks for on each side, in modules. */
export const QUIET_ZONE_MODULES = 4;

export interface QrModules {
  readonly size: number;
  /** The dark modules as runs, row by row from the top left. */
  readonly runs: readonly { readonly row: number; readonly column: number; readonly length: number }[];
}

export interface QrSvgOptions {
  /** Quiet zone in modules. */
  readonly margin?: number;
  readonly level?: QRCodeErrorCorrectionLevel;
  /** What a screen reader says in place of the picture. */
  readonly title: string;
}

/**
 * A QR code as an SVG of one black path on white, whatever the theme of the page, without a width: the page sizes it.
 * Throws when the text is too long for a QR code (1,663 bytes at level Q).
 */
export function qrSvg(text: string, { margin = QUIET_ZONE_MODULES, level = 'Q', title }: QrSvgOptions): string {
  const { size, runs } = qrModules(text, level);
  const edge = size + 2 * margin;
  const d = runs.map((run) => `M${run.column} ${run.row}h${run.length}v1h-${run.length}z`).join('');
  const name = escapeXml(title);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-margin} ${-margin} ${edge} ${edge}" role="img"` +
    ` aria-label="${name}" shape-rendering="crispEdges"><title>${name}</title>` +
    `<rect x="${-margin}" y="${-margin}" width="${edge}" height="${edge}" fill="#fff"/><path fill="#000" d="${d}"/></svg>`
  );
}

/** The dark modules of a QR code, without a quiet zone. Level Q restores up to a quarter of the code words. */
export function qrModules(text: string, level: QRCodeErrorCorrectionLevel = 'Q'): QrModules {
  const { size, data } = create(text, { errorCorrectionLevel: level }).modules;
  const runs = [];
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const start = column;
      while (column < size && data[row * size + column]) column++;
      if (column > start) runs.push({ row, column: start, length: column - start });
    }
  return { size, runs };
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
