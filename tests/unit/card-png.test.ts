import { expect, it } from 'vitest';
import { cardPng } from '../../src/lib/server/render/card-png.ts';

const drawing = (i: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><desc>${i}</desc></svg>`;

it('a shared picture is drawn once, and the one that was not asked for longest goes first', () => {
  const first = cardPng(drawing(0));
  expect(first.subarray(1, 4).toString()).toBe('PNG');
  expect(cardPng(drawing(0))).toBe(first);
  for (let i = 1; i < 32; i += 1) cardPng(drawing(i));
  expect(cardPng(drawing(0))).toBe(first);
  for (let i = 32; i < 63; i += 1) cardPng(drawing(i));
  expect(cardPng(drawing(0))).toBe(first);
  for (let i = 63; i < 95; i += 1) cardPng(drawing(i));
  expect(cardPng(drawing(0))).not.toBe(first);
});
