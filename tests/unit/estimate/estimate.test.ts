import { describe, expect, it } from 'vitest';
import { estimate } from '../../../src/lib/domain/estimate/estimate.ts';
import { composite } from '../../../src/lib/domain/par/points.ts';
import { fullLayout } from '../../../src/lib/domain/tally/layout.ts';
import { sumMoments } from '../../../src/lib/domain/tally/moments.ts';
import { tally } from '../../../src/lib/domain/tally/score.ts';
import { aCell, aDesign, optionWeights, source } from './a-domain.ts';

describe('twelve responses in one stratum of 120, all with one booklet', () => {
  // A.1: 5×5, 4×4, 2×3, 1×2      Σx = 25 + 16 + 6 + 2 = 49, Σx² = 125 + 64 + 18 + 4 = 211, 9 of 12 satisfied
  // B.1: 4 in the first six, 2 in the next four, two "don't know"
  //      Σx = 24 + 8 = 32, Σx² = 96 + 16 = 112, 6 of 10 satisfied
  const a = [5, 5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 2];
  const b = [4, 4, 4, 4, 4, 4, 2, 2, 2, 2, 'dont_know', 'dont_know'];
  const rows = a.map((value, i) => ({ 'A.1': value, 'B.1': b[i] ?? 'dont_know', OV: 4 }));
  const booklets = { 'desk/end': [['A.1', 'B.1']] };
  const populations = new Map([['U1|citizen|desk', 120]]);
  const domain = estimate([aCell(rows)], aDesign({ booklets, populations }));

  it('has n = 12, df = 11, population 120', () => {
    expect(domain).toMatchObject({ n: 12, df: 11, nStrata: 1, familyShares: { 'desk/end': 1 }, lonelyStrata: [] });
    expect(domain.population).toBeCloseTo(120, 12);
  });

  it('means: 49/12 and 32/10; shares 9/12 and 6/10', () => {
    expect(domain.areas['A']?.estimate).toBeCloseTo(49 / 12, 14);
    expect(domain.areas['B']).toMatchObject({ nValid: 10, df: 9 });
    expect(domain.areas['B']?.estimate).toBeCloseTo(3.2, 14);
    expect(domain.areas['A']?.satisfied.estimate).toBeCloseTo(0.75, 14);
    expect(domain.areas['B']?.satisfied.estimate).toBeCloseTo(0.6, 14);
  });

  it('standard errors by hand', () => {
    // Full answers: u = k·(1/12)(x − x̄), k² = 12/11; V = 12/11 · Σu² = (12/11)²·(1/144)·(Σx² − (Σx)²/12)
    // Σx² − (Σx)²/12 = 211 − 2401/12 = 131/12; V = (144/121)·(1/144)·(131/12) = 131/1452 = 0.0902204
    expect(domain.areas['A']?.se).toBeCloseTo(Math.sqrt(131 / 1452), 14);
    // Ten answers of twelve rows: k² = 10/9, Σ(x − x̄)² = 112 − 1024/10 = 9.6; Σu = 0, so that
    // V = 12/11 · (10/9)·(1/100)·9.6 = 1152/9900 = 0.1163636
    expect(domain.areas['B']?.se).toBeCloseTo(Math.sqrt(1152 / 9900), 14);
    // t_11 = 2.2009851601 (table)
    const margin = 2.2009851601 * Math.sqrt(131 / 1452);
    expect(domain.areas['A']?.ci?.[0]).toBeCloseTo(49 / 12 - margin, 9);
    expect(domain.areas['A']?.ci?.[1]).toBeCloseTo(49 / 12 + margin, 9);
  });

  it('composite with the covariance by hand', () => {
    // Pairs with both (first ten): x_a = 5,5,5,5,5,4,4,4,4,3; x_b = 4×6, 2×4: Σ x_a x_b = 116 + 30 = 146, Σx_a = 44.
    // Σ(x_a − 49/12)(x_b − 3.2) over these ten = 146 − 3.2·44 − (49/12)·(32 − 32) = 146 − 140.8 = 5.2
    // V_ab = 12/11 · k_a k_b · 5.2/(12·10), k_a = √(12/11), k_b = √(10/9)
    const covariance = (12 / 11) * Math.sqrt(12 / 11) * Math.sqrt(10 / 9) * (5.2 / 120);
    expect(domain.covariance.rating['A']?.['B']).toBeCloseTo(covariance, 14);
    const criteria = [
      { area: 'A', weight: 0.75, maxPoints: 3 },
      { area: 'B', weight: 0.25, maxPoints: 1 }
    ];
    const index = composite(domain, { criteria });
    expect(index.estimate).toBeCloseTo(0.75 * (49 / 12) + 0.25 * 3.2, 14);
    const variance = 0.5625 * (131 / 1452) + 0.0625 * (1152 / 9900) + 2 * 0.75 * 0.25 * covariance;
    expect(index.se).toBeCloseTo(Math.sqrt(variance), 14);
  });

  it('the key item with equal answers has no spread, and the unweighted Wilson interval', () => {
    const { mean, satisfied } = domain.keyItem;
    expect(mean).toEqual({ n: 12, mean: 4, se: 0, df: 11, ci: [4, 4] });
    expect(satisfied).toMatchObject({ n: 12, share: 1, se: 0, ciWald: [1, 1], nEff: null });
    // k = n: lower limit n/(n + z²) = 12/(12 + 3.841459) = 0.757506
    expect(satisfied.ciShown?.[0]).toBeCloseTo(12 / (12 + 1.959963984540054 ** 2), 14);
    expect(satisfied.ciShown?.[1]).toBe(1);
  });

  it('counts what was answered', () => {
    expect(domain.items['B.1']).toMatchObject({
      n: 10,
      counts: [0, 4, 0, 6, 0],
      missing: { dont_know: 2, not_encountered: 0 },
      skipped: 0
    });
  });
});

describe('what a domain lacks', () => {
  const rows = [5, 4, 3].map((value) => ({ 'A.1': value, 'B.1': value }));

  it('lists an item of the family that nobody answered', () => {
    const domain = estimate([aCell(rows)], aDesign());
    expect(domain.areas['A']?.itemsWithoutAnswers).toEqual(['desk/end:A.2']);
    expect(domain.areas['B']?.itemsWithoutAnswers).toEqual([]);
  });

  it('lists a family whose rows have no valid answer, and not its items a second time', () => {
    const silent = aCell([{ 'A.1': 'dont_know', 'B.2': 4 }], { family: 'web/end', stratum: 'U1|citizen|web' });
    const domain = estimate([aCell(rows), silent], aDesign());
    expect(domain.areas['A']?.familiesWithoutAnswers).toEqual(['web/end']);
    expect(domain.areas['A']?.itemsWithoutAnswers).toEqual(['desk/end:A.2']);
    expect(domain.lonelyStrata).toEqual(['U1|citizen|web']);
  });

  it('has no figure without a valid answer, and no spread of one answer', () => {
    const none = estimate([aCell([{ 'A.1': 5 }])], aDesign());
    expect(none.areas['B']).toMatchObject({ estimate: null, se: null, df: null, ci: null, nValid: 0 });
    expect(none.areas['A']).toMatchObject({ estimate: 5, se: null, df: 0, ci: null, nValid: 1 });
    expect(none.covariance.rating['A']?.['B']).toBeNull();
  });

  it('is null throughout without rows', () => {
    const empty = estimate([], aDesign());
    expect(empty).toMatchObject({ n: 0, df: 0, population: 0, familyShares: {}, optionWeights: null });
    expect(empty.areas['A']).toMatchObject({ estimate: null, nValid: 0 });
    expect(empty.keyItem.satisfied).toMatchObject({ n: 0, share: null, ciShown: null });
  });
});

describe('the items somebody is accountable for', () => {
  const cells = [
    aCell([
      { 'A.1': 5, 'B.1': 1 },
      { 'A.1': 4, 'B.1': 2 }
    ]),
    aCell(
      [
        { 'A.2': 1, 'B.1': 1 },
        { 'A.2': 2, 'B.1': 2 }
      ],
      { number: 2 }
    )
  ];

  it('alone count in the area; an area without any is listed, not scored', () => {
    const own = estimate(cells, aDesign({ accountable: new Set(['A.1']) }));
    expect(own.areas['A']).toMatchObject({ estimate: 4.5, nValid: 2, itemsWithoutAnswers: [] });
    expect(Object.keys(own.areas)).toEqual(['A']);
    expect(own.areasWithoutItems).toEqual(['B']);
  });

  it('leave the others in the item figures', () => {
    expect(estimate(cells, aDesign({ accountable: new Set(['A.1']) })).items['A.2']?.mean).toBe(1.5);
  });
});

it('applies no finite population correction to a stratum without a known population', () => {
  const rows = [5, 4, 3].map((value) => ({ 'A.1': value, 'B.1': value }));
  const free = estimate([aCell(rows)], aDesign({ fpc: false }));
  expect(estimate([aCell(rows)], aDesign({ fpc: true })).areas['B']).toEqual(free.areas['B']);
});

it('counts rows with any valid answer in the pooled share of a full form, rows with a score in the mean', () => {
  const layout = fullLayout(source, optionWeights);
  const rows = [{ 'A.1': 5, 'A.2': 4 }, { 'A.1': 3, 'A.2': 2 }, { 'A.1': 4 }, {}];
  const moments = sumMoments(rows.map((answers) => tally(layout, answers, { minItemsArea: 2 })));
  const cell = { stratum: 'U1|citizen|desk', booklet: 'full', family: 'desk/end', layout, moments };
  const area = estimate([cell], aDesign({ booklets: {} })).areas['A'];
  expect(area).toMatchObject({ estimate: 3.5, nValid: 2, df: 1 });
  // t = 2 + 0 + 1 of d = 2 + 2 + 1; three rows in one stratum
  expect(area?.satisfied).toMatchObject({ n: 3, df: 2 });
  expect(area?.satisfied.estimate).toBeCloseTo(3 / 5, 14);
});
