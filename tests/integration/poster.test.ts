import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { toBuffer } from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupCode } from '../../src/lib/domain/organisation/link-code.ts';
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import en from '../../src/lib/i18n/en/poster.json' with { type: 'json' };
import vi from '../../src/lib/i18n/vi/poster.json' with { type: 'json' };
import { posterPdf, type Poster, type PosterOptions } from '../../src/lib/server/render/poster.ts';
import { qrModules, qrSvg } from '../../src/lib/server/render/qr.ts';
import { setPosterLogo } from '../../src/lib/server/services/links/poster-logo.ts';
import { posterFile } from '../../src/lib/server/services/links/posters.ts';
import { openDoor } from '../../src/lib/server/services/submit/survey-page.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { aroundQr, canRasterise, grayPages, readQr, somePosters, type GrayPage } from '../support/poster-scan.ts';

const OPTIONS: PosterOptions = { words: vi, language: 'vi', printedOn: '2026-07-01' };
const PAGES = 200;
const hasPoppler = canRasterise();
if (!hasPoppler) console.warn('\n*** SKIPPED: posters are not scanned back, pdftoppm (poppler-utils) is missing ***\n');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hailong-poster-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function printed(name: string, posters: readonly Poster[], options: PosterOptions = OPTIONS): Promise<string> {
  const file = join(folder, `${name}.pdf`);
  await posterPdf(posters, options, createWriteStream(file));
  return file;
}

/** One column of the first row of a page: a reader of one code does not read two. */
function part({ width, pixels, height }: GrayPage, of: { column: number; columns: number; rows: number }): GrayPage {
  const [wide, high] = [Math.floor(width / of.columns), Math.floor(height / of.rows)];
  const rows = Array.from({ length: high }, (_, y) => {
    const from = y * width + of.column * wide;
    return pixels.subarray(from, from + wide);
  });
  return { width: wide, height: high, pixels: Buffer.concat(rows) };
}

const textOf = (file: string) => execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
const aPoster = (over: Partial<Poster> = {}): Poster => {
  const [poster] = somePosters(1);
  if (!poster) throw new Error('no poster');
  return { ...poster, ...over };
};

it('says as many faces as a form has: seven areas and the overall question', () => {
  const faces = new Set(Object.values(bank.booklets).flatMap((kept) => kept.map((items) => items.length + 1)));
  expect([...faces]).toEqual([8]);
  expect(vi.steps.at(-1)).toContain('8 câu');
  expect(en.steps.at(-1)).toContain('8 times');
});

describe.skipIf(!hasPoppler)('the posters of a unit with 200 counters, in one PDF', () => {
  let province: TestProvince;
  beforeAll(async () => {
    province = await aProvince({ communes: 1, counters: PAGES });
  });
  afterAll(() => province.end());

  it('are each read back, in grey and at 1 bit, and open their own counter', { timeout: 180_000 }, async () => {
    const { ctx } = province;
    const file = join(folder, 'many.pdf');
    await posterFile(ctx, { unit: 'xa-1', language: 'vi' }).write(createWriteStream(file));
    const opened: string[] = [];
    let around: ((page: GrayPage) => GrayPage) | null = null;
    for await (const whole of grayPages(file, 1, PAGES)) {
      const page = around ? around(whole) : whole; // the first is found on its whole page, the others where it was
      around ??= aroundQr(whole);
      const address = readQr(page) ?? '';
      expect(address.startsWith(`${ctx.config.publicOrigin}/s/`)).toBe(true);
      const code = address.slice(address.lastIndexOf('/') + 1);
      const door = openDoor(ctx, { code, stage: 'received' });
      expect(door.kind).toBe('form');
      opened.push(door.link?.counter.name ?? '');
      if (opened.length % 20 === 0) expect(readQr(page, { oneBit: true })).toBe(address);
    }
    expect(opened.toSorted()).toEqual(
      ctx.directory
        .counters('xa-1')
        .map(({ name }) => name)
        .toSorted()
    );
    // The fonts are embedded once: 200 pages cost less than 10 kB each.
    expect((await stat(file)).size).toBeLessThan(PAGES * 10_000);
  });
});

describe.skipIf(!hasPoppler)('a poster', () => {
  it('says in Vietnamese, composed, what a citizen must know', async () => {
    const text = textOf(await printed('words', [aPoster({ unitName: 'Xã Na Sầm'.normalize('NFD') })]));
    const { host, code } = aPoster();
    for (const words of ['Xã Na Sầm', 'Ông/Bà thấy phục vụ', host, groupCode(code), vi.free, vi.privacy, '1/7/2026'])
      expect(text).toContain(words);
    expect(text).toBe(text.normalize('NFC'));
  });

  it.each([
    ['a5', 3, 1, 1],
    ['a5x2', 2, 2, 1],
    ['a6x4', 1, 2, 2],
    ['tent', 3, 2, 1]
  ] as const)('stands on a sheet %s and is read back there', async (sheet, pages, columns, rows) => {
    const posters = somePosters(3);
    const file = await printed(`sheet-${sheet}`, posters, { ...OPTIONS, sheet, nfc: true, ink: 'save' });
    expect(execFileSync('pdfinfo', [file], { encoding: 'utf8' })).toMatch(new RegExp(`Pages:\\s+${pages}\\b`));
    expect(textOf(file)).toContain(`Ghi vào thẻ NFC: ${posters[0]?.url}`);
    for await (const page of grayPages(file, 1, 1)) {
      for (const place of [0, 1].slice(0, columns)) {
        const shown = posters[sheet === 'tent' ? 0 : place]?.url;
        expect(readQr(part(page, { column: place, columns, rows }), { oneBit: true })).toBe(shown);
      }
    }
  });

  it('stands in two languages, one beside the other', async () => {
    const text = textOf(await printed('pair', [aPoster()], { ...OPTIONS, second: en, sheet: 'tent' }));
    for (const words of ['Ông/Bà thấy phục vụ', 'How were you served']) expect(text).toContain(words);
  });

  it('says the same in English', async () => {
    const text = textOf(await printed('english', [aPoster()], { ...OPTIONS, words: en, language: 'en' }));
    expect(text).toContain('How were you served');
  });

  it('has a title and embeds each of three faces once', async () => {
    const file = await printed('meta', somePosters(3));
    expect(execFileSync('pdfinfo', [file], { encoding: 'utf8' })).toMatch(/Title:\s+Áp phích quầy[\s\S]*Pages:\s+3\b/);
    const fonts = execFileSync('pdffonts', [file], { encoding: 'utf8' });
    expect(fonts.match(/BeVietnamPro-\w+/g)?.toSorted()).toEqual([
      'BeVietnamPro-Bold',
      'BeVietnamPro-Regular',
      'BeVietnamPro-SemiBold'
    ]);
  });

  it('keeps long names and a long address whole, and its code readable', async () => {
    const host = 'danhgiahailong.trungtamphucvuhanhchinhcong.langson.gov.vn';
    const long = aPoster({
      unitName:
        'Trung tâm Phục vụ hành chính công xã Tân Tri – Điểm tiếp nhận số 2 (trụ sở cũ của Ủy ban nhân dân xã Vũ Lễ)',
      counterName: 'Quầy 12: Đăng ký đất đai, tài nguyên, môi trường, xây dựng, nông nghiệp và phát triển nông thôn',
      host,
      url: `https://${host}/s/K7Q2M9XD`
    });
    for (const ink of ['full', 'save'] as const) {
      const file = await printed(`long-${ink}`, [long], { ...OPTIONS, ink });
      const text = textOf(file).replace(/\s+/g, ' ');
      expect(text).toContain('(trụ sở cũ của Ủy ban nhân dân xã Vũ Lễ)');
      expect(text).toContain('phát triển nông thôn');
      expect(text).not.toContain('…');
      for await (const page of grayPages(file, 1, 1)) expect(readQr(page, { oneBit: true })).toBe(long.url);
    }
  });
});

describe('printing', () => {
  it('waits for a slow reader and still gives every byte', async () => {
    const slow = new PassThrough({ highWaterMark: 1024 });
    const done = posterPdf(somePosters(5), OPTIONS, slow);
    let bytes = 0;
    for await (const chunk of slow) bytes += chunk.length;
    await done;
    expect(bytes).toBeGreaterThan(20_000);
  });

  it('embeds the logo of the province once, whatever the number of pages', async () => {
    const logo = await toBuffer('a square picture', { width: 800 });
    const imagesIn = async (count: number) => {
      const bytes = await readFile(await printed(`logo-${count}`, somePosters(count), { ...OPTIONS, logo }));
      return bytes.toString('latin1').split('/Subtype /Image').length - 1;
    };
    expect(await imagesIn(1)).toBeGreaterThan(0);
    expect(await imagesIn(10)).toBe(await imagesIn(1));
  });

  it('rejects when the reader goes away, and when the logo is no image', async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('gone')) });
    await expect(posterPdf(somePosters(5), OPTIONS, broken)).rejects.toThrow('gone');
    const logo = Buffer.from('no image');
    await expect(posterPdf(somePosters(1), { ...OPTIONS, logo }, new PassThrough())).rejects.toThrow('image');
  });
});

describe('the logo of the province', () => {
  let province: TestProvince;
  beforeAll(async () => {
    province = await aProvince({ communes: 1, counters: 1 });
  });
  afterAll(() => province.end());

  it('is a PNG of bounded size, stands on every poster, and can be taken away', async () => {
    const { ctx } = province;
    const logo = await toBuffer('a square picture', { width: 400 });
    const wide = Buffer.from(logo);
    wide.writeUInt32BE(30_000, 16);
    for (const bytes of [
      Buffer.from('GIF89a'),
      Buffer.concat([logo, Buffer.alloc(200_000)]),
      wide,
      logo.subarray(0, 60)
    ])
      await expect(setPosterLogo(ctx, bytes)).rejects.toThrow('logo.unfit');
    await setPosterLogo(ctx, logo);
    const drawn = async () => {
      const out = new PassThrough();
      const file = posterFile(ctx, { unit: 'xa-1', language: 'vi' });
      const [body] = await Promise.all([buffer(out), file.write(out)]);
      return body.toString('latin1').includes('/Subtype /Image');
    };
    expect(await drawn()).toBe(true);
    await setPosterLogo(ctx, new Uint8Array());
    expect(await drawn()).toBe(false);
  });
});

describe('a QR code as SVG', () => {
  it('has one path, four modules of white around it and a name that cannot break out', () => {
    const svg = qrSvg('https://hailong.example/s/K7Q2M9XD', { title: 'Quầy "2" <Na Sầm>' });
    const { size } = qrModules('https://hailong.example/s/K7Q2M9XD');
    expect(svg.match(/<path/g)).toHaveLength(1);
    expect(svg).toContain(`viewBox="-4 -4 ${size + 8} ${size + 8}"`);
    expect(svg).toContain('aria-label="Quầy &#34;2&#34; &#60;Na Sầm&#62;"');
  });
});
