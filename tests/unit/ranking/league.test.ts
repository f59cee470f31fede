import { describe, expect, it } from 'vitest';
import { funnelLimits, league, type LeagueUnit } from '../../../src/lib/domain/ranking/league.ts';

const unit = (id: string, share: number, p: number | null): LeagueUnit => ({
  ...{ id, share, p, n: 400, df: 399, difference: share - 0.85 },
  se: Math.sqrt((share * (1 - share)) / 399)
});

describe('units of a probability sample', () => {
  const units = [unit('low', 0.7, 1e-9), unit('same', 0.85, 0.9), unit('also', 0.86, 0.03), unit('high', 0.97, 1e-9)];
  const found = league(units, 0.95);

  it('are called different at a false discovery rate of 5 %', () => {
    expect(units.map(({ id }) => found.get(id)?.verdict)).toEqual(['below', 'level', 'above', 'above']);
    const weak = league([unit('a', 0.8, 0.03), unit('b', 0.85, 0.9), unit('c', 0.85, 0.8), unit('d', 0.85, 0.7)], 0.95);
    expect(weak.get('a')?.verdict).toBe('level');
  });

  it('have ranges of ranks, and shares drawn to the middle', () => {
    expect(found.get('low')?.ranks).toEqual([4, 4]);
    expect(found.get('same')?.ranks).toEqual([2, 3]);
    expect(found.get('low')?.shrunk?.mean).toBeGreaterThan(0.7);
    expect(found.get('high')?.shrunk?.mean).toBeLessThan(0.97);
  });

  it('lie in a funnel that narrows with the answers', () => {
    const [few, many] = [funnelLimits(0.85, 25), funnelLimits(0.85, 400)];
    expect(few.outer[1]).toBe(1);
    expect(many.inner[0]).toBeCloseTo(0.85 - 1.959964 * Math.sqrt((0.85 * 0.15) / 400), 6);
    expect(many.outer[0]).toBeLessThan(many.inner[0]);
  });
});
