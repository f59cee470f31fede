import QRCode from 'qrcode';

const QUIET_MODULES = 4;

/** A QR code as one path in a square box, quiet zone and all. */
export function qrPath(text: string): { readonly d: string; readonly box: number } {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules;
  const cells = Array.from(data, (isDark, i) =>
    isDark ? `M${(i % size) + QUIET_MODULES} ${Math.floor(i / size) + QUIET_MODULES}h1v1h-1z` : ''
  );
  return { d: cells.join(''), box: size + 2 * QUIET_MODULES };
}
