/**
 * Prints posters, reads every QR back from the raster, and tells seconds, bytes and memory.
 *   node scripts/bench-poster.ts [--pages 200] [--keep]
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
  options: { pages: { type: 'string', default: '200' }, keep: { type: 'boolean', default: false } }
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
await posterPdf(posters, { words, language: 'vi', printedOn: '2026-07-01' }, createWriteStream(file));
const printMs = performance.now() - start;
clearInterval(watch);
const { size } = await stat(file);
const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
console.log(`printed  ${posters.length} posters in ${(printMs / 1000).toFixed(2)} s, ${size} bytes`);
console.log(`memory   ${mib(rssBefore)} before, ${mib(rssMost)} at most, growth ${mib(rssMost - rssBefore)}`);

if (canRasterise()) {
  const scanStart = performance.now();
  let page = 0;
  let read = 0;
  let readOneBit = 0;
  for await (const raster of grayPages(file, 1, posters.length)) {
    const url = posters[page++]?.url;
    if (readQr(raster) === url) read++;
    if (readQr(raster, { oneBit: true }) === url) readOneBit++;
  }
  const seconds = ((performance.now() - scanStart) / 1000).toFixed(1);
  console.log(`scanned  ${read} of ${posters.length} in grey, ${readOneBit} at 1 bit, 100 dpi, in ${seconds} s`);
  if (read !== posters.length || readOneBit !== posters.length) process.exitCode = 1;
} else console.warn('scanned  nothing: pdftoppm (poppler-utils) is not installed');

if (values.keep) console.log(`kept     ${file}`);
else await rm(folder, { recursive: true });
