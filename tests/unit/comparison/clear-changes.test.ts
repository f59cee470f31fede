import { expect, it } from 'vitest';
import { clearChanges, judgedTogether } from '../../../src/lib/domain/comparison/clear-changes.ts';
import { periodChange } from '../../../src/lib/domain/comparison/period-change.ts';
import { randomFrom } from '../../../src/lib/domain/simulation/random.ts';

const figure = (estimate: number, n: number, conclusive = true) => ({
  ...{ estimate, se: Math.sqrt((estimate * (1 - estimate)) / n), df: n - 1, conclusive }
});
const move = (unit: string, from: number, to: number, n = 400, isJudged = true) => ({
  ...{ unit, measure: 'A2', isJudged },
  change: periodChange(figure(to, n, isJudged), figure(from, n, isJudged), { confidence: 0.95, isCut: false })
});
const others = Array.from({ length: 9 }, (_, i) => move(`u${i}`, 0.8, 0.8));

it('names ten points at n = 400 among ten units, not at n = 20 nor where the gate is closed', () => {
  expect(clearChanges([move('a', 0.9, 0.8), ...others]).map(({ unit }) => unit)).toEqual(['a']);
  expect(clearChanges([move('a', 0.9, 0.8, 20, false), ...others])).toEqual([]);
  expect(clearChanges([move('a', 0.9, 0.8, 400, false), ...others])).toEqual([]);
});

it('leaves out what is clear alone and not among many', () => {
  const alone = move('a', 0.85, 0.795);
  expect(alone.change.verdict).toBe('down');
  expect(clearChanges([alone]).length).toBe(1);
  expect(clearChanges([alone, ...others])).toEqual([]);
});

it('says of what is clear alone and not among many that the ground is not enough, and changes no number', () => {
  const [alone, far] = [move('a', 0.85, 0.795), move('b', 0.9, 0.7)];
  const [first, second, ...rest] = judgedTogether([alone, far, ...others]);
  expect(first).toEqual({ ...alone, change: { ...alone.change, verdict: 'unclear' } });
  expect([second, ...rest]).toEqual([far, ...others]);
});

it('judges a measure among its own units', () => {
  const alone = move('a', 0.85, 0.795);
  const elsewhere = others.map((one) => ({ ...one, measure: 'A3' }));
  expect(clearChanges([alone, ...elsewhere]).map(({ unit }) => unit)).toEqual(['a']);
});

it('seldom names anybody in a province where nothing changed', () => {
  const random = randomFrom(7);
  const share = () => {
    let k = 0;
    for (let i = 0; i < 200; i += 1) k += random.chance(0.85) ? 1 : 0;
    return k / 200;
  };
  let [named, clear] = [0, 0];
  for (let province = 0; province < 200; province += 1) {
    const moves = Array.from({ length: 65 }, (_, i) => move(`u${i}`, share(), share(), 200));
    named += clearChanges(moves).length > 0 ? 1 : 0;
    clear += moves.filter(({ change }) => change.verdict === 'down' || change.verdict === 'up').length;
  }
  expect(clear / 200).toBeGreaterThan(2); // three or so units a province are clear by chance
  expect(named / 200).toBeLessThan(0.1);
});
