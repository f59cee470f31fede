import { kish } from '../statistics/kish.ts';
import { stratumCounts } from './sample.ts';
import type { SurveyData, SurveyStratum } from './survey-data.ts';

/** Weights with how often each occurs. */
export interface WeightCounts {
  readonly weights: ArrayLike<number>;
  /** null: each once. */
  readonly counts: ArrayLike<number> | null;
}

/** By stratum w_h = N_h/n_h (METHODS §3); 0 where there are no responses. */
export function stratumWeights(data: Pick<SurveyData, 'strata' | 'stratum'>): Float64Array {
  const counts = stratumCounts(data);
  return Float64Array.from(data.strata, ({ population }, h) => (counts[h] ? population / (counts[h] ?? 1) : 0));
}

/** By row, the weight of its stratum. */
export function rowWeights(data: Pick<SurveyData, 'strata' | 'stratum'>): Float64Array {
  const weights = stratumWeights(data);
  const { stratum } = data;
  const rows = new Float64Array(stratum.length);
  for (let i = 0; i < rows.length; i += 1) rows[i] = weights[stratum[i] ?? 0] ?? 0;
  return rows;
}

/** What unequal weights cost, and the smallest and largest of them. */
export function weightFigures(of: WeightCounts) {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < of.weights.length; i += 1) {
    if (of.counts && !of.counts[i]) continue;
    min = Math.min(min, of.weights[i] ?? 0);
    max = Math.max(max, of.weights[i] ?? 0);
  }
  return { ...kishFigures(of), min, max };
}

function kishFigures({ weights, counts }: WeightCounts) {
  const sums = { n: 0, sum: 0, squares: 0 };
  for (let i = 0; i < weights.length; i += 1) {
    const weight = weights[i] ?? 0;
    const count = counts ? (counts[i] ?? 0) : 1;
    sums.n += count;
    sums.sum += count * weight;
    sums.squares += count * weight * weight;
  }
  const { deff, nEff } = kish(sums);
  return { n: sums.n, sum: sums.sum, kish_deff: deff, kish_n_eff: nEff };
}

/** Section `weights`: the weights and their cost, of all and of parts; `by_filing_mode` where the strata have it. */
export function weightsSection(data: SurveyData) {
  const { strata, units, respondentTypes } = data;
  const [weights, counts] = [stratumWeights(data), stratumCounts(data)];
  const whole = weightFigures({ weights, counts });
  const by = (names: readonly string[], nameOf: (stratum: SurveyStratum) => string | undefined) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const own = counts.map((count, h) => (strata[h] && nameOf(strata[h]) === name ? count : 0));
        return own.some((count) => count > 0) ? [[name, kishFigures({ weights, counts: own })]] : [];
      })
    );
  const modes = [...new Set(strata.flatMap(({ filingMode }) => filingMode ?? []))];
  return {
    ...whole,
    mean: whole.sum / whole.n,
    // cv², with divisor n, is the design effect less one.
    cv: Math.sqrt(Math.max(0, (whole.kish_deff ?? 1) - 1)),
    by_respondent_type: by(respondentTypes, ({ respondentType }) => respondentType),
    ...(modes.length > 0 ? { by_filing_mode: by(modes, ({ filingMode }) => filingMode) } : {}),
    by_unit: by(units, ({ unit }) => unit)
  };
}
