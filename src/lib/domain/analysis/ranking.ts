import { wilson, zQuantile } from '../estimate/interval.ts';
import type { Count } from '../estimate/share-intervals.ts';
import { fitBetaBinomial, type FittedPrior } from '../ranking/beta-binomial-fit.ts';
import { momentPrior, type BetaPrior, type MomentPrior } from '../ranking/beta-prior.ts';
import { expectedRanks } from '../ranking/expected-rank.ts';
import { posterior, posteriorSummary } from '../ranking/posterior.ts';
import { rankIntervals, ranks, simultaneousLevel } from '../ranking/rank.ts';
import { byUnit, itemColumn, satisfiedByGroup } from './scores.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';

/**
 * The section `ranking` of `survey-result/1` (METHODS §8): the key item, unweighted, of the units with a valid answer
 * to it. Show the interval and not the bare rank.
 */
export function rankingSection(of: {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: Pick<SurveyPlan, 'confidence'>;
}) {
  const { confidence } = of.plan;
  const units = countedUnits(of.data, of.questionnaire);
  if (units.length === 0) {
    return { n_units: 0, pooled_share: null, simultaneous_level: null, eb_mom: null, eb_ml: null, units: {} };
  }
  const moments = momentPrior(units);
  const fitted = moments.prior === null ? null : fitBetaBinomial(units);
  const level = simultaneousLevel(confidence, units.length);
  const z = zQuantile({ confidence: level });
  const intervals = units.map(({ k, n }) => wilson({ share: k / n, n, z }));
  const open = rankIntervals(intervals);
  const byShare = ranks(units.map(({ k, n }) => k / n));
  const shrunk = shrinkage(units, moments, confidence);
  const blocks = units.map((unit, u) => {
    const block = {
      n: unit.n,
      count: unit.k,
      share: unit.k / unit.n,
      rank: byShare[u],
      rank_interval: open[u],
      simultaneous_ci_wilson: intervals[u],
      ...shrunk[u],
      eb_ml: fitted && meanAndCi(unit, fitted, confidence)
    };
    return [unit.unit, block] as const;
  });
  return {
    n_units: units.length,
    pooled_share: moments.share,
    simultaneous_level: level,
    eb_mom: { rho: moments.rho, ...priorBlock(moments.prior) },
    eb_ml: fitted && fittedBlock(fitted),
    units: Object.fromEntries(blocks)
  };
}

type UnitCount = Count & { readonly unit: string };

function countedUnits(data: SurveyData, questionnaire: SurveyQuestionnaire): readonly UnitCount[] {
  const column = itemColumn(data, questionnaire.key_item);
  const { valid, satisfied } = satisfiedByGroup(column, byUnit(data), questionnaire);
  return data.units.flatMap((unit, u) => {
    const n = valid[u] ?? 0;
    return n === 0 ? [] : [{ unit, k: satisfied[u] ?? 0, n }];
  });
}

/** By unit, its posterior under the moment prior; all at the pooled share where the units differ by chance alone. */
function shrinkage(units: readonly UnitCount[], { prior, share }: MomentPrior, confidence: number) {
  if (prior === null) {
    return units.map(() => ({ eb_mom: { mean: share, sd: 0, ci: [share, share], rank: 1 }, expected_rank: null }));
  }
  const posteriors = units.map((unit) => posterior(unit, prior));
  const summaries = posteriors.map((of) => posteriorSummary(of, confidence));
  const byMean = ranks(summaries.map(({ mean }) => mean));
  const expected = expectedRanks(posteriors);
  return summaries.map((summary, u) => ({
    eb_mom: { ...summary, rank: byMean[u] },
    expected_rank: expected?.[u] ?? null
  }));
}

function meanAndCi(unit: Count, prior: BetaPrior, confidence: number) {
  const { mean, ci } = posteriorSummary(posterior(unit, prior), confidence);
  return { mean, ci };
}

function priorBlock(prior: BetaPrior | null) {
  return { prior_strength: prior?.strength ?? null, alpha: prior?.alpha ?? null, beta: prior?.beta ?? null };
}

function fittedBlock(prior: FittedPrior) {
  return { mu: prior.alpha / prior.strength, ...priorBlock(prior), log_likelihood: prior.logLikelihood };
}
