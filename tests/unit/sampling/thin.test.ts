import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { everyKth } from '../../../src/lib/domain/sampling/every-kth.ts';
import { hailong } from '../../support/command.ts';

describe('every k-th', () => {
  it('is one of each k in a row, and each start comes about as often', () => {
    const starts = new Map<number, number>();
    for (let seed = 0; seed < 5_000; seed++) {
      const isTaken = everyKth(5, seed);
      const taken = Array.from({ length: 25 }, (_, place) => place).filter(isTaken);
      const [first = -1] = taken;
      expect(taken).toEqual([0, 5, 10, 15, 20].map((place) => place + first));
      starts.set(first, (starts.get(first) ?? 0) + 1);
    }
    // 1,000 each; the standard deviation is √(5000 · 0.2 · 0.8) = 28.
    for (const count of starts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(5 * 28);
    expect(starts.size).toBe(5);
  });
});

describe('hailong thin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hailong-thin-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const input = join(folder, 'dossiers.csv');
  const out = join(folder, 'invite.csv');
  const rows = Array.from(
    { length: 103 },
    (_, i) => `H${i},"Nguyễn Văn ${i}, xã",+8490000${String(i).padStart(3, '0')}`
  );
  writeFileSync(input, `\uFEFFmã,tên,điện thoại\r\n${rows.join('\r\n')}\r\n`);
  const thin = (...more: string[]) =>
    hailong(['thin', '--every', '10', '--in', input, '--out', out, '--keep', 'điện thoại', ...more]);

  it('writes the named column of the same dossiers for the same seed, and nothing else of anybody', async () => {
    const { stdout } = await thin('--seed', '7');
    expect(stdout).toMatch(/^1[01] of 103 dossiers, every 10, seed 7: /);
    const text = readFileSync(out, 'utf8');
    const isTaken = everyKth(10, 7);
    const phones = rows.filter((_, place) => isTaken(place)).map((row) => row.split(',').at(-1));
    expect(text).toBe(`\uFEFFđiện thoại\r\n${phones.join('\r\n')}\r\n`);
    await expect(thin('--seed', '7')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('EEXIST') });
    expect(readFileSync(out, 'utf8')).toBe(text);
  });

  it('draws a start and says its seed where none is given', async () => {
    rmSync(out, { force: true });
    const { stdout } = await thin();
    expect(stdout).toMatch(/seed \d+: /);
  });

  it.each([
    ['a column that is not there', ['--keep', 'email', '--out', 'x.csv'], 'column email'],
    ['no number', ['--every', 'ten'], 'thin --every K']
  ])('refuses %s and writes nothing', async (_, more, said) => {
    rmSync(out, { force: true });
    await expect(thin(...more)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
    expect(() => readFileSync(out)).toThrow('ENOENT');
  });
});
