/**
 * Prints posters, reads a sample of the QRs back from the raster, and tells seconds, bytes and memory. Fails beyond 10 s of
 * processor time or 250 MiB, or where a QR cannot be read.
 *   node scripts/bench-poster.ts [--pages 500] [--sample 50] [--keep]
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import words from '../src/lib/i18n/vi/poster.json' with { type: 'json' };
import { posterPdf } from '../src/lib/server/render/poster.ts';
import { canRasterise, grayPages, readQr, somePosters } from '../tests/support/poster-scan.ts';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '500' },
    sample: { type: 'string', default: '50' },
    keep: { type: 'boolean', default: false }
  }
});
const posters = somePosters(Number(values.pages));
const folder = await mkdtemp(join(tmpdir(), 'hailong-poster-'));
const file = join(folder, 'posters.pdf');

// The first poster loads the fonts; what is measured after it is the growth with the number of pages.
await posterPdf(posters.slice(0, 1), { words, language: 'vi', printedOn: '2026-07-01' }, createWriteStream(file));
const rssBefore = process.memoryUsage.rss();
let rssMost = rssBefore;
const watch = setInterval(() => (rssMost = Math.max(rssMost, process.memoryUsage.rss())), 5);
const start = performance.now();
const cpuBefore = process.cpuUsage();
await posterPdf(posters, { words, language: 'vi', printedOn: '2026-07-01' }, createWriteStream(file));
const printMs = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
const cpuS = (user + system) / 1e6;
clearInterval(watch);
const { size } = await stat(file);
const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const seconds = `${(printMs / 1000).toFixed(2)} s, ${cpuS.toFixed(2)} s of processor time`;
console.log(`printed  ${posters.length} posters in ${seconds}, ${size} bytes`);
console.log(`memory   ${mib(rssBefore)} before, ${mib(rssMost)} at most, growth ${mib(rssMost - rssBefore)}`);

if (cpuS > 10 || rssMost > 250 * 2 ** 20) process.exitCode = 1;

if (canRasterise()) {
  const every = Math.max(1, Math.floor(posters.length / Number(values.sample)));
  const pages = posters.map((_, page) => page).filter((page) => page % every === 0);
  let read = 0;
  let readOneBit = 0;
  for (const page of pages) {
    const url = posters[page]?.url;
    for await (const raster of grayPages(file, page + 1, page + 1)) {
      if (readQr(raster) === url) read++;
      if (readQr(raster, { oneBit: true }) === url) readOneBit++;
    }
  }
  console.log(`scanned  ${read} of ${pages.length} in grey, ${readOneBit} at 1 bit, 100 dpi`);
  if (read !== pages.length || readOneBit !== pages.length) process.exitCode = 1;
} else console.warn('scanned  nothing: pdftoppm (poppler-utils) is not installed');

if (values.keep) console.log(`kept     ${file}`);
else await rm(folder, { recursive: true });
