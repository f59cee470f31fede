import { designDifference, type DifferenceTest } from '../comparison/design-difference.ts';
import { twoProportions } from '../comparison/two-proportions.ts';
import { welch } from '../comparison/welch.ts';
import type { FigureWithDf } from '../estimate/domain-estimate.ts';
import type { Count } from '../estimate/share-intervals.ts';
import { benjaminiHochberg, holm } from '../statistics/adjusted-p.ts';
import { groupAt, groupedMoments, sampleMoments, type SampleMoments } from '../statistics/moments.ts';
import { byUnit, countByGroup, itemColumn, overallScores, satisfiedByGroup } from './scores.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';

/** The weighted means of a period that are compared (METHODS §4). */
export interface WeightedMeans {
  readonly overall: Omit<FigureWithDf, 'ci'>;
  readonly areas: Readonly<Record<string, Omit<FigureWithDf, 'ci'>>>;
  /** `overall` by unit; the units with responses. */
  readonly units: Readonly<Record<string, Omit<FigureWithDf, 'ci'>>>;
}

/** A period as it is compared: few numbers, so that its rows need not be kept. */
export interface Period {
  readonly units: readonly string[];
  readonly weighted: WeightedMeans;
  readonly unweighted: UnweightedPeriod;
}

export function periodOf(of: {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly weighted: WeightedMeans;
}): Period {
  return { units: of.data.units, weighted: of.weighted, unweighted: unweightedPeriod(of.data, of.questionnaire) };
}

/** The section `comparison` of `survey-result/1` (METHODS §7): current − baseline, two independent samples. */
export function comparisonSection(of: {
  readonly current: Period;
  readonly baseline: Period;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: Pick<SurveyPlan, 'confidence'>;
}) {
  const { current, baseline, questionnaire } = of;
  const { confidence } = of.plan;
  const [now, before] = [current.unweighted, baseline.unweighted];
  const units = current.units.filter((unit) => now.units.has(unit) && before.units.has(unit));
  const designOf = (one: Figure | undefined, other: Figure | undefined) =>
    designDifference(one ?? NO_FIGURE, other ?? NO_FIGURE, confidence);
  const unweightedOf = (one: Unweighted | undefined, other: Unweighted | undefined) => ({
    welch: welch(one?.overall ?? NO_ROWS, other?.overall ?? NO_ROWS, confidence),
    keyItem: twoProportions(one?.keyItem ?? NO_ANSWERS, other?.keyItem ?? NO_ANSWERS, confidence)
  });
  const byUnits = units.map((unit) => unweightedOf(now.units.get(unit), before.units.get(unit)));
  const design = inFamily(units.map((unit) => designOf(current.weighted.units[unit], baseline.weighted.units[unit])));
  const means = inFamily(byUnits.map((tests) => tests.welch));
  const shares = inFamily(byUnits.map(({ keyItem }) => keyItemBlock(keyItem)));
  const areaIds = questionnaire.areas.map(({ id }) => id);
  const areas = inFamily(areaIds.map((id) => designOf(current.weighted.areas[id], baseline.weighted.areas[id])));
  const whole = unweightedOf(now.whole, before.whole);
  return {
    units_compared: units,
    units: Object.fromEntries(
      units.map((unit, u) => [unit, { design: design[u], welch: means[u], key_item: shares[u] }])
    ),
    areas: Object.fromEntries(areaIds.map((id, a) => [id, { design: areas[a] }])),
    overall: {
      design: designOf(current.weighted.overall, baseline.weighted.overall),
      welch: whole.welch,
      key_item: keyItemBlock(whole.keyItem)
    }
  };
}

type Figure = Omit<FigureWithDf, 'ci'>;
const NO_FIGURE: Figure = { estimate: null, se: null, df: null };
const NO_ROWS: SampleMoments = { n: 0, mean: NaN, squares: 0 };
const NO_ANSWERS: Count = { k: 0, n: 0 };

/** The tests of one family, each with its p adjusted for all of them. */
function inFamily<T extends Pick<DifferenceTest, 'p'>>(tests: readonly T[]) {
  const values = tests.map(({ p }) => p);
  const [byHolm, byFalseDiscovery] = [holm(values), benjaminiHochberg(values)];
  return tests.map((test, i) => ({ ...test, p_holm: byHolm[i] ?? null, p_bh: byFalseDiscovery[i] ?? null }));
}

function keyItemBlock(test: ReturnType<typeof twoProportions>) {
  const { share, shareBaseline, difference, z, p, ciWald, ciNewcombe } = test;
  return { share, share_baseline: shareBaseline, difference, z, p, ci_wald: ciWald, ci_newcombe: ciNewcombe };
}

interface Unweighted {
  readonly overall: SampleMoments;
  readonly keyItem: Count;
}

interface UnweightedPeriod {
  readonly whole: Unweighted;
  readonly units: ReadonlyMap<string, Unweighted>;
}

/** `overall` and the key item of all rows, and of the units with responses. */
function unweightedPeriod(data: SurveyData, questionnaire: SurveyQuestionnaire): UnweightedPeriod {
  const overall = overallScores(data, questionnaire);
  const column = itemColumn(data, questionnaire.key_item);
  const groups = byUnit(data);
  const rows = countByGroup(groups);
  const means = groupedMoments(overall, groups);
  const { valid, satisfied } = satisfiedByGroup(column, groups, questionnaire);
  const units = new Map<string, Unweighted>();
  for (const [u, unit] of data.units.entries()) {
    if (rows[u] === 0) continue;
    units.set(unit, { overall: groupAt(means, u), keyItem: { k: satisfied[u] ?? 0, n: valid[u] ?? 0 } });
  }
  const sum = (counts: Int32Array) => counts.reduce((total, count) => total + count, 0);
  const whole: Unweighted = { overall: sampleMoments(overall), keyItem: { k: sum(satisfied), n: sum(valid) } };
  return { whole, units };
}
