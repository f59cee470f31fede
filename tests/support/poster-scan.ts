import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import jsQR from 'jsqr';
import { linkCodeFrom } from '../../src/lib/domain/organisation/link-code.ts';
import type { Poster } from '../../src/lib/server/render/poster.ts';
import province from '../../src/lib/data/units/lang-son-2025.json' with { type: 'json' };

const CHUNK_PAGES = 20;
const DPI = 100;

export interface GrayPage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Posters of the communes of Lạng Sơn, four counters each, with codes that are always the same. */
export function somePosters(count: number): readonly Poster[] {
  const host = 'hailong.langson.gov.vn';
  const counters = [
    'Hộ tịch, chứng thực',
    'Đất đai, môi trường',
    'Bảo trợ xã hội, người có công',
    'Đăng ký kinh doanh'
  ];
  return Array.from({ length: count }, (_, index) => {
    const unit = province.units[Math.floor(index / counters.length) % province.units.length];
    const code = linkCodeFrom(Uint8Array.from({ length: 7 }, (_byte, place) => (index >> (place * 5)) + place * 7));
    return {
      province: 'Tỉnh Lạng Sơn',
      unitName: `Trung tâm Phục vụ hành chính công ${unit?.type} ${unit?.name}`,
      counterName: `Quầy ${(index % counters.length) + 1}: ${counters[index % counters.length]}`,
      code,
      url: `https://${host}/s/${code}`,
      host,
      languages: ['Tiếng Việt', 'English', 'nghe tiếng Tày', 'nghe tiếng Nùng']
    };
  });
}

/** Whether `pdftoppm` of poppler-utils is on this machine. */
export function canRasterise(): boolean {
  return spawnSync('pdftoppm', ['-v']).status === 0;
}

/** Rasterises the pages from `first` to `last` at 100 dpi in grey, in chunks, so that few pages are in memory. */
export async function* grayPages(pdf: string, first: number, last: number): AsyncGenerator<GrayPage> {
  for (let from = first; from <= last; from += CHUNK_PAGES) {
    const to = Math.min(last, from + CHUNK_PAGES - 1);
    const { stdout } = await promisify(execFile)(
      'pdftoppm',
      ['-r', String(DPI), '-gray', '-f', String(from), '-l', String(to), pdf],
      { encoding: 'buffer', maxBuffer: CHUNK_PAGES * 2_000_000 }
    );
    yield* pagesOfPgm(stdout);
  }
}

/** The page around its QR, with a third of its size of margin on each side: a tenth of the pixels to read. */
export function aroundQr(page: GrayPage): (other: GrayPage) => GrayPage {
  const found = jsQR(rgbaOf(page, false), page.width, page.height)?.location;
  if (!found) return (other) => other;
  const corners = [found.topLeftCorner, found.topRightCorner, found.bottomLeftCorner, found.bottomRightCorner];
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const margin = (Math.max(...xs) - Math.min(...xs)) / 3;
  const left = Math.max(0, Math.floor(Math.min(...xs) - margin));
  const top = Math.max(0, Math.floor(Math.min(...ys) - margin));
  const right = Math.min(page.width, Math.ceil(Math.max(...xs) + margin));
  const bottom = Math.min(page.height, Math.ceil(Math.max(...ys) + margin));
  return ({ width, pixels }) => {
    const rows = Array.from({ length: bottom - top }, (_, y) =>
      pixels.subarray((top + y) * width + left, (top + y) * width + right)
    );
    return { width: right - left, height: bottom - top, pixels: Uint8Array.from(Buffer.concat(rows)) };
  };
}

/** What a phone reads on the page. With `oneBit` each pixel is first made black or white at 128. */
export function readQr(page: GrayPage, { oneBit = false } = {}): string | null {
  return jsQR(rgbaOf(page, oneBit), page.width, page.height, { inversionAttempts: 'dontInvert' })?.data ?? null;
}

function rgbaOf({ pixels }: GrayPage, oneBit: boolean): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(pixels.length * 4).fill(255);
  for (let index = 0; index < pixels.length; index++) {
    const gray = pixels[index] ?? 0;
    rgba[index * 4] = rgba[index * 4 + 1] = rgba[index * 4 + 2] = oneBit ? (gray < 128 ? 0 : 255) : gray;
  }
  return rgba;
}

function* pagesOfPgm(bytes: Buffer): Generator<GrayPage> {
  for (let at = 0; at < bytes.length;) {
    const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', at, at + 64));
    if (!header) throw new Error(`no PGM page at byte ${at}`);
    const [width, height] = [Number(header[1]), Number(header[2])];
    const start = at + header[0].length;
    at = start + width * height;
    yield { width, height, pixels: bytes.subarray(start, at) };
  }
}
