import { QUIET_ZONE_MODULES, qrModules } from './qr.ts';

/** A QR code for a component to draw: one path of its dark modules in a square box that holds the quiet zone. */
export interface QrPath {
  readonly d: string;
  /** Side of the box in modules; the first module stands at (quiet zone, quiet zone). */
  readonly box: number;
}

export function qrPath(text: string): QrPath {
  const { size, runs } = qrModules(text);
  const [margin, box] = [QUIET_ZONE_MODULES, size + 2 * QUIET_ZONE_MODULES];
  const d = runs
    .map(({ row, column, length }) => `M${column + margin} ${row + margin}h${length}v1h-${length}z`)
    .join('');
  return { d, box };
}
