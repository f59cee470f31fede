import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integritySection } from '../../src/lib/domain/analysis/integrity.ts';
import { rankingSection } from '../../src/lib/domain/analysis/ranking.ts';
import { reliabilitySection } from '../../src/lib/domain/analysis/reliability.ts';
import { unweightedSection } from '../../src/lib/domain/analysis/unweighted.ts';
import { newcombe, twoProportions } from '../../src/lib/domain/comparison/two-proportions.ts';
import { wilson, zQuantile } from '../../src/lib/domain/estimate/interval.ts';
import { agrestiCoull, clopperPearson } from '../../src/lib/domain/estimate/share-intervals.ts';
import { fitBetaBinomial } from '../../src/lib/domain/ranking/beta-binomial-fit.ts';
import { momentPrior } from '../../src/lib/domain/ranking/beta-prior.ts';
import { expectedRanks } from '../../src/lib/domain/ranking/expected-rank.ts';
import { rankIntervals, ranks } from '../../src/lib/domain/ranking/rank.ts';
import { allocate } from '../../src/lib/domain/sampling/allocation.ts';
import { marginAchieved, sampleSize } from '../../src/lib/domain/sampling/sample-size.ts';
import { benjaminiHochberg, holm } from '../../src/lib/domain/statistics/adjusted-p.ts';
import { kish, stratumWeightSums } from '../../src/lib/domain/statistics/kish.ts';
import { aSurvey, inOrder } from '../unit/analysis/a-survey.ts';

const ROUNDING = 1e-9;
const count = fc
  .record({ n: fc.integer({ min: 1, max: 300 }), part: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ n, part }) => ({ n, k: Math.round(n * part) }));
const confidence = fc.double({ min: 0.8, max: 0.999, noNaN: true });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('an allocation', () => {
  const stratum = fc
    .record({ size: fc.integer({ min: 1, max: 5000 }), least: fc.integer({ min: 0, max: 5 }) })
    .map(({ size, least }) => ({ size, lower: Math.min(least, size), upper: size }));

  it('sums to the total within its bounds, in whole numbers too, which are next to the real ones', () => {
    fc.assert(
      fc.property(
        fc.array(stratum, { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (strata, part) => {
          const [least, most] = [sum(strata.map(({ lower }) => lower)), sum(strata.map(({ upper }) => upper))];
          const total = Math.round(least + part * (most - least));
          const { real, integer } = allocate(total, strata);
          expect(Math.abs(sum(real) - total)).toBeLessThan(ROUNDING * Math.max(1, total));
          expect(sum(integer)).toBe(total);
          strata.forEach(({ lower, upper }, h) => {
            const [ours, whole] = [real[h] ?? NaN, integer[h] ?? NaN];
            expect(ours).toBeGreaterThanOrEqual(lower - ROUNDING);
            expect(ours).toBeLessThanOrEqual(upper + ROUNDING);
            expect(Number.isInteger(whole)).toBe(true);
            expect(whole).toBeGreaterThanOrEqual(lower);
            expect(whole).toBeLessThanOrEqual(upper);
            expect(Math.abs(whole - ours)).toBeLessThan(1 + ROUNDING);
          });
        }
      )
    );
  });

  it('needs no more of a smaller population, and a census has no margin', () => {
    const goal = { margin: 0.05, p: 0.5, deff: 1, responseRate: 0.7, confidence: 0.95 };
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100_000 }), (population) => {
        const { nRequired, nToIssue } = sampleSize(population, goal);
        expect(nRequired).toBeLessThanOrEqual(sampleSize(population + 1, goal).nRequired);
        expect(nToIssue).toBeGreaterThanOrEqual(nRequired);
        expect(marginAchieved({ n: nRequired, population }, goal) ?? 1).toBeLessThan(0.05 + 0.01);
        expect(marginAchieved({ n: population, population }, goal)).toBe(0);
      })
    );
  });
});

describe('adjusted p-values', () => {
  const values = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(null)), { maxLength: 60 });

  it('keep the order of the p-values, stay in [0, 1], and Holm is not below Benjamini–Hochberg, nor that below p', () => {
    fc.assert(
      fc.property(values, (p) => {
        const [byHolm, byFalseDiscovery] = [holm(p), benjaminiHochberg(p)];
        expect(byHolm.map((value) => value === null)).toEqual(p.map((value) => value === null));
        const tests = p
          .flatMap((value, i) =>
            value === null ? [] : [{ value, holm: byHolm[i] ?? NaN, bh: byFalseDiscovery[i] ?? NaN }]
          )
          .sort((one, other) => one.value - other.value);
        tests.forEach((test, i) => {
          expect(test.holm).toBeLessThanOrEqual(1);
          expect(test.holm).toBeGreaterThanOrEqual(test.bh - ROUNDING);
          expect(test.bh).toBeGreaterThanOrEqual(test.value - ROUNDING);
          expect(test.holm).toBeGreaterThanOrEqual(tests[i - 1]?.holm ?? 0);
          expect(test.bh).toBeGreaterThanOrEqual(tests[i - 1]?.bh ?? 0);
        });
      })
    );
  });
});

describe('an interval of a share', () => {
  it('holds the share and lies in [0, 1]', () => {
    fc.assert(
      fc.property(count, confidence, ({ k, n }, level) => {
        const share = k / n;
        const z = zQuantile({ confidence: level });
        for (const [low, high] of [
          wilson({ share, n, z }),
          clopperPearson({ k, n }, level),
          agrestiCoull({ k, n }, level)
        ]) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(share + ROUNDING);
          expect(high).toBeGreaterThanOrEqual(share - ROUNDING);
        }
      })
    );
  });

  it('is mirrored when satisfied and not satisfied change places; so are two of them', () => {
    fc.assert(
      fc.property(count, count, confidence, (one, other, level) => {
        const turned = ({ k, n }: { k: number; n: number }) => ({ k: n - k, n });
        const [low, high] = clopperPearson(one, level);
        const [turnedLow, turnedHigh] = clopperPearson(turned(one), level);
        expect(low).toBeCloseTo(1 - turnedHigh, 9);
        expect(high).toBeCloseTo(1 - turnedLow, 9);
        const [a, b] = newcombe(one, other, level);
        const [c, d] = newcombe(other, one, level);
        expect(a).toBeCloseTo(-d, 9);
        expect(b).toBeCloseTo(-c, 9);
        expect(twoProportions(one, other, level).p ?? 1).toBeCloseTo(twoProportions(other, one, level).p ?? 1, 9);
      })
    );
  });
});

it('doubling every weight changes no effective size, and equal weights have none lost', () => {
  const stratum = fc.record({
    n: fc.integer({ min: 1, max: 50 }),
    weight: fc.double({ min: 0.5, max: 100, noNaN: true })
  });
  fc.assert(
    fc.property(fc.array(stratum, { minLength: 1 }), (strata) => {
      const once = kish(stratumWeightSums(strata));
      const twice = kish(stratumWeightSums(strata.map(({ n, weight }) => ({ n, weight: 2 * weight }))));
      expect(twice).toEqual(once);
      expect(once.deff).toBeGreaterThanOrEqual(1 - ROUNDING);
      expect(kish(stratumWeightSums(strata.map(({ n }) => ({ n, weight: 7 })))).deff).toBeCloseTo(1, 12);
    })
  );
});

describe('units in order', () => {
  const units = fc.array(count, { minLength: 2, maxLength: 12 });

  it('expected ranks sum to 1 + … + K and lie between 1 and K', () => {
    fc.assert(
      fc.property(units, (counts) => {
        const { prior } = momentPrior(counts);
        const posteriors = counts.map(({ k, n }) => ({
          alpha: (prior?.alpha ?? 1) + k,
          beta: (prior?.beta ?? 1) + n - k
        }));
        const expected = expectedRanks(posteriors);
        if (expected === null) return;
        const all = counts.length;
        expect(sum(expected)).toBeCloseTo((all * (all + 1)) / 2, 7);
        for (const rank of expected) {
          expect(rank).toBeGreaterThanOrEqual(1 - ROUNDING);
          expect(rank).toBeLessThanOrEqual(all + ROUNDING);
        }
      }),
      { numRuns: 50 }
    );
  });

  it('the rank of a share lies in its rank interval', () => {
    fc.assert(
      fc.property(units, confidence, (counts, level) => {
        const z = zQuantile({ confidence: level });
        const open = rankIntervals(counts.map(({ k, n }) => wilson({ share: k / n, n, z })));
        ranks(counts.map(({ k, n }) => k / n)).forEach((rank, u) => {
          expect(open[u]?.[0]).toBeLessThanOrEqual(rank);
          expect(open[u]?.[1]).toBeGreaterThanOrEqual(rank);
        });
      })
    );
  });

  it('no other prior on a grid has a greater likelihood than the fitted one', () => {
    fc.assert(
      fc.property(units, (counts) => {
        const fitted = fitBetaBinomial(counts);
        const grid = [-6, -4, -2, 0, 2, 4, 6, 8, 10, 11.5].map((m) => Math.exp(m));
        const shares = [-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6].map((y) => 1 / (1 + Math.exp(-y)));
        const best = (strengths: readonly number[]) =>
          Math.max(
            ...strengths.flatMap((m) => shares.map((share) => logLikelihood(counts, share * m, (1 - share) * m)))
          );
        if (fitted !== null) expect(fitted.logLikelihood).toBeGreaterThanOrEqual(best(grid) - ROUNDING);
        else expect(best(grid.slice(1, -1))).toBeLessThanOrEqual(boundary(counts) + ROUNDING);
      }),
      { numRuns: 40 }
    );
  });
});

type Counts = readonly { readonly k: number; readonly n: number }[];

function logLikelihood(counts: Counts, alpha: number, beta: number): number {
  const of = (start: number, steps: number) => sum(Array.from({ length: steps }, (_, i) => Math.log(start + i)));
  return sum(counts.map(({ k, n }) => of(alpha, k) + of(beta, n - k) - of(alpha + beta, n)));
}

/** What it comes near to where all shares are one, or where each is 0 or 1. */
function boundary(counts: Counts): number {
  const share = sum(counts.map(({ k }) => k)) / sum(counts.map(({ n }) => n));
  const minds = counts.every(({ k, n }) => k === 0 || k === n);
  if (minds && share > 0 && share < 1) return 0;
  return share === 0 || share === 1 ? 0 : logLikelihood(counts, share * 1e9, (1 - share) * 1e9);
}

it('the order of the responses changes nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 60 }), (seed, n) => {
      const survey = aSurvey({ seed, n });
      const other = { ...survey, data: inOrder(survey.data, (i) => (i * 7919 + seed) % 10_007) };
      for (const section of [unweightedSection, rankingSection, reliabilitySection, integritySection]) {
        expectSame(section(other), section(survey));
      }
    }),
    { numRuns: 60 }
  );
});

/** Every number of two results agrees but for rounding. */
function expectSame(a: unknown, b: unknown, path = ''): void {
  if (typeof a === 'number' && typeof b === 'number')
    expect(Math.abs(a - b), path).toBeLessThan(1e-8 * Math.max(1, Math.abs(a)));
  else if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
    expect(Object.keys(a), path).toEqual(Object.keys(b));
    const others = new Map(Object.entries(b));
    for (const [key, inner] of Object.entries(a)) expectSame(inner, others.get(key), `${path}.${key}`);
  } else expect(a, path).toEqual(b);
}
