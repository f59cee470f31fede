import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundAnalysis, type AnalysedDomain } from '../../src/lib/domain/analysis/round-analysis.ts';
import type { ProfileColumn } from '../../src/lib/domain/analysis/profile-raking.ts';
import { surveyCells } from '../../src/lib/domain/analysis/survey-cells.ts';
import type { SurveyData, SurveyQuestionnaire } from '../../src/lib/domain/analysis/survey-data.ts';
import { estimateDesign } from '../../src/lib/domain/analysis/weighted.ts';
import type { DomainEstimate } from '../../src/lib/domain/estimate/domain-estimate.ts';
import { estimate } from '../../src/lib/domain/estimate/estimate.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';

/** Two families; item a2 stands in two booklets, and family g/s asks other items. */
const BOOKLETS = {
  'f/s': [
    ['a1', 'b1'],
    ['a2', 'b2'],
    ['a2', 'b1']
  ],
  'g/s': [
    ['a3', 'b1'],
    ['a1', 'b3']
  ]
};
const LIST = Object.entries(BOOKLETS).flatMap(([family, booklets]) =>
  booklets.map((items, i) => ({ id: `${family}/${i + 1}`, family, items }))
);
const questionnaire: SurveyQuestionnaire & { readonly booklets: typeof BOOKLETS } = {
  scale: { min: 1, max: 5, satisfied: [4, 5], no_opinion: ['0'], skipped: [''] },
  min_items_area: 1,
  min_items_overall: 1,
  key_item: 'k',
  areas: [
    { id: 'A', items: ['a1', 'a2', 'a3'], weight: 0.5, max_points: 2 },
    { id: 'B', items: ['b1', 'b2', 'b3'], weight: 0.5, max_points: 2 }
  ],
  points_rule: 'share',
  booklets: BOOKLETS
};
const UNITS = ['U1', 'U2', 'U3'];

function aBookletSurvey({ seed, n }: { readonly seed: number; readonly n: number }) {
  const random = randomFrom(seed);
  const draw = (below: number) => Math.floor(random.next() * below);
  const strata = UNITS.flatMap((unit, u) =>
    ['f', 'g'].map((mode) => ({
      ...{ id: `${unit}|citizen|${mode}`, unit, respondentType: 'citizen', filingMode: mode },
      population: n + 50 * (u + 1)
    }))
  );
  const stratum = Int32Array.from({ length: n }, () => draw(strata.length));
  const of = stratum.map((h) => (h % 2 === 0 ? draw(3) : 3 + draw(2)));
  const names = ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'k'];
  const items = Object.fromEntries(names.map((name) => [name, new Int8Array(n).fill(-1)]));
  for (const [i, booklet] of of.entries()) {
    for (const item of [...(LIST[booklet]?.items ?? []), 'k']) {
      const column = items[item];
      if (column) column[i] = random.chance(0.15) ? 0 : 1 + draw(5);
    }
  }
  const none = new Array<string>(n).fill('');
  const data: SurveyData = {
    ...{ n, responseIds: none.map((_, i) => `R${i}`), unit: stratum.map((h) => Math.floor(h / 2)), units: UNITS },
    ...{ respondentType: new Int32Array(n), respondentTypes: ['citizen'], stratum, strata, items },
    ...{ date: none.map(() => `2026-01-0${1 + draw(3)}`), counter: none.map(() => `C${draw(2)}`) },
    ...{ gender: none, ageGroup: none, submittedAt: new Float64Array(n), durationS: new Float64Array(n) },
    booklets: { of, list: LIST }
  };
  const category = Int32Array.from({ length: n }, () => draw(3) - 1);
  return { data, gender: { id: 'gender', categories: ['f', 'm'], category } satisfies ProfileColumn };
}

const aCase = fc.record({
  seed: fc.nat(1_000_000),
  n: fc.integer({ min: 1, max: 80 }),
  fpc: fc.boolean(),
  lonely: fc.constantFrom('adjust' as const, 'remove' as const, 'average' as const)
});

function analysisOf({
  seed,
  n,
  fpc,
  lonely
}: {
  seed: number;
  n: number;
  fpc: boolean;
  lonely: 'adjust' | 'remove' | 'average';
}) {
  const { data, gender } = aBookletSurvey({ seed, n });
  const design = { strata: ['unit', 'respondent_type', 'filing_mode'], cluster: null, fpc, lonely };
  const plan = { confidence: 0.9, design };
  const input = {
    data,
    questionnaire,
    plan,
    profile: [gender],
    margins: new Map<string, Map<string, number>>(),
    trimFactor: 3
  };
  return { data, gender, plan, input, analysis: roundAnalysis(input) };
}

it('booklets by rows give the figures of the estimator of sums', () => {
  fc.assert(
    fc.property(aCase, (own) => {
      const { data, plan, analysis } = analysisOf(own);
      const sums = estimate(surveyCells(data, questionnaire, null), estimateDesign(data, questionnaire, plan));
      compare(analysis.methods[0]?.figures, sums);
    }),
    { numRuns: 300 }
  );
});

it('the parts of a profile are all rows, and each has its own count', () => {
  fc.assert(
    fc.property(aCase, (own) => {
      const { data, gender, analysis } = analysisOf(own);
      const [asked] = analysis.profile;
      expect(asked?.categories.map(({ id }) => id)).toEqual(['f', 'm', '']);
      const sizes = asked?.categories.map(({ figures }) => figures.n) ?? [];
      expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(data.n);
      expect(sizes[0]).toBe(gender.category.filter((own) => own === 0).length);
    })
  );
});

it('weights that are raked to the shares they have already stay as they are', () => {
  const { data, gender, input, analysis } = analysisOf({ seed: 11, n: 80, fpc: false, lonely: 'adjust' });
  const weights = data.strata.map(({ population }, h) => population / data.stratum.filter((own) => own === h).length);
  const total = [0, 1].map((c) => {
    return data.stratum.reduce((sum, h, i) => sum + (gender.category[i] === c ? (weights[h] ?? 0) : 0), 0);
  });
  const sum = (total[0] ?? 0) + (total[1] ?? 0);
  const shares = new Map([
    ['f', (total[0] ?? 0) / sum],
    ['m', (total[1] ?? 0) / sum]
  ]);
  const raked = roundAnalysis({ ...input, margins: new Map([['gender', shares]]) });
  expect(raked.notRaked).toBeNull();
  const [before, after] = [analysis.methods[0]?.figures, raked.methods.at(-1)?.figures];
  expect(raked.methods.at(-1)?.id).toBe('raked');
  expect(after?.keyItem.share).toBeCloseTo(before?.keyItem.share ?? NaN, 10);
  expect(after?.areas['A']?.mean).toBeCloseTo(before?.areas['A']?.mean ?? NaN, 10);
});

it('says why nothing is raked: no shares known, or a category that nobody chose', () => {
  const { input, analysis } = analysisOf({ seed: 3, n: 40, fpc: false, lonely: 'adjust' });
  expect(analysis.notRaked).toBe('no_margins');
  const shares = new Map([
    ['f', 0.3],
    ['m', 0.3],
    ['x', 0.4]
  ]);
  const profile = input.profile.map((column) => ({ ...column, categories: ['f', 'm', 'x'] }));
  expect(roundAnalysis({ ...input, profile, margins: new Map([['gender', shares]]) }).notRaked).toContain('"x"');
});

function compare(mine: AnalysedDomain | undefined, sums: DomainEstimate): void {
  expect(mine?.n).toBe(sums.n);
  close(mine?.keyItem.share, sums.keyItem.satisfied.share, 'key item');
  close(mine?.keyItem.se, sums.keyItem.satisfied.se, 'key item se');
  close(mine?.keyItem.ci?.[0], sums.keyItem.satisfied.ciShown?.[0], 'key item shown');
  for (const [id, area] of Object.entries(sums.areas)) {
    const own = mine?.areas[id];
    close(own?.mean, area.estimate, `${id} mean`);
    close(own?.meanSe, area.se, `${id} mean se`);
    close(own?.satisfied.share, area.satisfied.estimate, `${id} share`);
    close(own?.satisfied.se, area.satisfied.se, `${id} share se`);
    close(own?.satisfied.ci?.[1], area.satisfied.ciShown?.[1], `${id} shown`);
    expect(own?.satisfied.df ?? null).toBe(area.satisfied.df);
    expect(own?.isOtherMix).toBe(area.itemsWithoutAnswers.length + area.familiesWithoutAnswers.length > 0);
  }
}

function close(mine: number | null | undefined, sums: number | null | undefined, what: string): void {
  const [a, b] = [mine ?? null, sums ?? null];
  if (a === null || b === null) expect(a, what).toBe(b);
  else expect(Math.abs(a - b), `${what}: ${a} ${b}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(b)));
}
