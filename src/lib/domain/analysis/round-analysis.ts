import type { Interval } from '../estimate/domain-estimate.ts';
import { shownShareInterval } from '../estimate/share-intervals.ts';
import type { RowDesign } from '../rows/row-design.ts';
import { rowFigure } from '../rows/row-estimate.ts';
import { linearMean } from '../rows/row-linearised.ts';
import { trimmed } from '../rows/trimming.ts';
import { rakedToProfile, type ProfileColumn } from './profile-raking.ts';
import { areaRows, itemValues, within, type AreaRows } from './area-rows.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';
import { stratified } from './variants.ts';
import { rowWeights, weightFigures } from './weights.ts';

export interface RoundAnalysisInput {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: Pick<SurveyPlan, 'confidence' | 'design'>;
  readonly profile: readonly ProfileColumn[];
  /** By question, by category: its share of the population. */
  readonly margins: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Weights above this many times their mean are cut. */
  readonly trimFactor: number;
}

/** A share with everything that must stand beside it; in [0,1]. */
export interface AnalysedShare {
  readonly n: number;
  readonly share: number | null;
  readonly se: number | null;
  readonly df: number | null;
  /** The interval that people are shown. */
  readonly ci: Interval | null;
}

export interface AnalysedDomain {
  /** Rows. */
  readonly n: number;
  readonly keyItem: AnalysedShare;
  readonly areas: Readonly<
    Record<
      string,
      {
        readonly mean: number | null;
        readonly meanSe: number | null;
        readonly satisfied: AnalysedShare;
        readonly isOtherMix: boolean;
      }
    >
  >;
}

/** The whole round under another way to weigh it or to reckon its spread, with what the weights cost. */
export interface AnalysedMethod {
  readonly id: 'design' | 'counter_days' | 'trimmed' | 'raked';
  readonly weights: { readonly min: number; readonly max: number; readonly kishDeff: number | null };
  readonly figures: AnalysedDomain;
}

export interface RoundAnalysis {
  readonly schema: 'hailong-round-analysis/1';
  readonly n: number;
  readonly methods: readonly AnalysedMethod[];
  /** Why nothing was raked: no margins are known, or they cannot be met. null: it was. */
  readonly notRaked: string | null;
  /** By question: categories in the order of the questionnaire, then '': those who were asked and gave none. */
  readonly profile: readonly {
    readonly id: string;
    readonly categories: readonly { readonly id: string; readonly figures: AnalysedDomain }[];
  }[];
}

/**
 * What the stored moments cannot give, from the rows of a round: domains by profile (METHODS §4 and §14, whole design's
 * n_h), trimmed and raked weights (§5), and the variance by counter-days, which are clusters.
 */
export function roundAnalysis(
  input: RoundAnalysisInput,
  step: (done: number, of: number) => void = () => undefined
): RoundAnalysis {
  const { data, plan, profile } = input;
  const areas = areaRows(data, input.questionnaire);
  const base = stratified(data, { ...plan.design, cluster: null });
  const steps = 4 + profile.reduce((sum, { categories }) => sum + categories.length + 1, 0);
  let done = 0;
  const figures = (design: RowDesign, domain: Uint8Array | null) => {
    const found = domainFigures(input, areas, { design, domain });
    done += 1;
    step(done, steps);
    return found;
  };
  const method = (id: AnalysedMethod['id'], design: RowDesign): AnalysedMethod => {
    const { min, max, kish_deff } = weightFigures({ weights: design.weights, counts: null });
    return { id, weights: { min, max, kishDeff: kish_deff }, figures: figures(design, null) };
  };
  const cut = trimmed(rowWeights(data), input.trimFactor);
  const raked = rakedToProfile(input);
  const methods = [
    method('design', base),
    method('counter_days', stratified(data, { ...plan.design, fpc: false, cluster: ['counter', 'date'] })),
    method('trimmed', stratified(data, { ...plan.design, cluster: null }, cut.weights))
  ];
  if (typeof raked !== 'string') methods.push(method('raked', raked));
  return {
    schema: 'hailong-round-analysis/1',
    n: data.n,
    methods,
    notRaked: typeof raked === 'string' ? raked : null,
    profile: profile.map(({ id, categories, category }) => ({
      id,
      categories: [...categories, ''].map((name, c) => {
        const number = name === '' ? -1 : c;
        return {
          id: name,
          figures: figures(
            base,
            Uint8Array.from(category, (own) => (own === number ? 1 : 0))
          )
        };
      })
    }))
  };
}

interface Domain {
  readonly design: RowDesign;
  readonly domain: Uint8Array | null;
}

function domainFigures(
  { data, questionnaire, plan }: RoundAnalysisInput,
  areas: readonly AreaRows[],
  { design, domain }: Domain
): AnalysedDomain {
  const { confidence } = plan;
  const { rows, share: effective } = effectiveRows(design, domain);
  const y = within(itemValues(data, questionnaire.key_item, questionnaire.scale.satisfied), domain);
  const key = linearMean(design, y);
  const keyFigure = rowFigure(design, key, y, confidence);
  const shareOf = (found: {
    readonly n: number;
    readonly answers: number;
    readonly estimate: number | null;
    readonly se: number | null;
    readonly df: number | null;
  }): AnalysedShare => {
    const { n, estimate: share, se, df } = found;
    return {
      n,
      share,
      se,
      df,
      ci: shownShareInterval({ share, se, df, n, most: found.answers * effective }, confidence)
    };
  };
  return {
    n: rows,
    keyItem: shareOf({ ...keyFigure, n: key.n, answers: key.n }),
    areas: Object.fromEntries(
      areas.map(({ id, mean, satisfied }) => {
        const rating = mean(design, domain, confidence);
        const share = shareOf(satisfied(design, domain, confidence));
        return [id, { mean: rating.estimate, meanSe: rating.se, satisfied: share, isOtherMix: rating.isOtherMix }];
      })
    )
  };
}

/** Rows of the domain, and Kish's effective share of them, (Σw)²/(nΣw²) (METHODS §3). */
function effectiveRows(
  { weights }: RowDesign,
  domain: Uint8Array | null
): { readonly rows: number; readonly share: number } {
  let [rows, sum, squares] = [0, 0, 0];
  for (let i = 0; i < weights.length; i += 1) {
    if (domain && domain[i] === 0) continue;
    const w = weights[i] ?? 0;
    rows += 1;
    sum += w;
    squares += w * w;
  }
  return { rows, share: squares > 0 ? (sum * sum) / (rows * squares) : 1 };
}
