import { expect, it } from 'vitest';
import { decodeMoments, encodeMoments } from '../../../src/lib/domain/tally/encode.ts';
import { addMoments, momentsEqual, subtractMoments, sumMoments } from '../../../src/lib/domain/tally/moments.ts';

it('packs a run of zeros into two bytes', () => {
  // format, length (2 bytes), 0 and run − 1 (2 bytes: 406 ≥ 128), 4 of checksum
  expect(encodeMoments(new Array<number>(407).fill(0)).length).toBe(1 + 2 + 1 + 2 + 4);
});

it('keeps the largest safe integer', () => {
  const moments = [0, Number.MAX_SAFE_INTEGER, 0, 0, 128];
  expect(decodeMoments(encodeMoments(moments))).toEqual(moments);
});

it('throws on bytes that are cut, changed, continued or none', () => {
  const bytes = encodeMoments([3, 0, 0, 0, 500, 7]);
  for (let cut = 0; cut < bytes.length; cut += 1) expect(() => decodeMoments(bytes.slice(0, cut))).toThrow();
  for (let i = 0; i < bytes.length; i += 1) {
    const changed = Uint8Array.from(bytes, (byte, at) => (at === i ? byte ^ 1 : byte));
    expect(() => decodeMoments(changed)).toThrow();
  }
  expect(() => decodeMoments(Uint8Array.from([...bytes, 0]))).toThrow();
});

it('refuses to encode what is no count', () => {
  for (const bad of [-1, 0.5, NaN, 2 ** 53]) expect(() => encodeMoments([bad])).toThrow();
});

it('refuses to take away rows that were not there, and to pass the safe integers', () => {
  expect(() => subtractMoments([1, 0], [0, 1])).toThrow('not negative');
  expect(() => addMoments([Number.MAX_SAFE_INTEGER], [1])).toThrow('safe integers');
  expect(() => addMoments([1], [1, 2])).toThrow('one layout');
});

it('sums many as one by one', () => {
  const cells = [
    [1, 2],
    [3, 4],
    [5, 6]
  ];
  expect(sumMoments(cells)).toEqual([9, 12]);
  expect(momentsEqual(sumMoments(cells), addMoments(addMoments([1, 2], [3, 4]), [5, 6]))).toBe(true);
});

it('gives the first numbers alone, and still tells a change behind them', () => {
  const moments = [7, 0, 0, 0, 3, 0, 9, 0, 0, 1];
  const bytes = encodeMoments(moments);
  for (let most = 0; most <= moments.length; most += 1) {
    expect(decodeMoments(bytes, most)).toEqual(moments.slice(0, most));
  }
  const changed = Uint8Array.from(bytes, (byte, i) => (i === bytes.length - 6 ? byte ^ 1 : byte));
  expect(() => decodeMoments(changed, 2)).toThrow();
});
