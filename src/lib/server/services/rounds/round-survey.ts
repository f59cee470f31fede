import { byCodePoint } from '../../../domain/analysis/order.ts';
import type { SurveyPlan } from '../../../domain/analysis/survey-data.ts';
import type { Criterion, PointsRule } from '../../../domain/par/criteria-set.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import type { Context } from '../../context.ts';
import type { PlanFile } from '../../survey-files/plan-file.ts';
import type { PopulationFile } from '../../survey-files/population-file.ts';
import type { QuestionnaireFile } from '../../survey-files/questionnaire-file.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, countOf, cutCells, floorOf, readRound } from './round-reading.ts';
import { roundUnitNames } from './round-unit-names.ts';
import { weightsFor, type Weights } from './transactions.ts';

/** A round as the documents that stand beside its responses (METHODS §0). */
export interface RoundSurvey {
  readonly questionnaire: QuestionnaireFile;
  readonly plan: PlanFile;
  readonly population: PopulationFile;
  /** The step of the weight ladder that N comes from. */
  readonly weightStep: Weights['step'];
}

/** The documents of a round. The caller has checked the permission. `isCompared`: the round before stands beside it. */
export async function roundSurvey(ctx: Context, round: RoundEntry, isCompared: boolean): Promise<RoundSurvey> {
  const root = ctx.directory.root().id;
  const reading = await readRound(ctx, round, { unit: root, floor: floorOf(ctx, round, root), part: 'whole' });
  const cells = cutCells(reading, ALL);
  const weights = weightsFor(reading.transactions, cells, () => true);
  const sizes = new Map<string, number>();
  for (const { stratum, n } of cells) if (n > 0) sizes.set(stratum, (sizes.get(stratum) ?? 0) + n);
  const { current, previous } = reading.transactions;
  const known = current.final ?? current.provisional ?? previous ?? new Map<string, number>();
  const { criteria, rule } = ctx.directory.criteriaSet(round.criteriaSet);
  return {
    questionnaire: questionnaireFile(ctx.directory.questionnaire(round.questionnaire), round, { criteria, rule }),
    plan: planOf(round, { responses: countOf(cells), isCompared }),
    population: populationOf(sizes, { weights, known, names: roundUnitNames(ctx, round) }),
    weightStep: weights.step
  };
}

/** N of every stratum: of those with responses by the ladder (unweighted: n), of the others as it is known. */
function populationOf(
  sizes: ReadonlyMap<string, number>,
  of: {
    readonly weights: Weights;
    readonly known: ReadonlyMap<string, number>;
    readonly names: ReadonlyMap<string, string>;
  }
): PopulationFile {
  const rest = of.weights.step === 'unweighted' ? [] : [...of.known].filter(([id]) => !sizes.has(id));
  const sampled = [...sizes].map(([id, n]) => [id, of.weights.populations.get(id) ?? n] as const);
  const strata = [...sampled, ...rest].map(([key, population]) => {
    const [unitId = '', respondentType = '', filingMode = ''] = key.split('|');
    const unit = of.names.get(unitId) ?? unitId;
    return { id: [unit, respondentType, filingMode].join('|'), unit, respondentType, filingMode, population };
  });
  strata.sort((a, b) => byCodePoint(a.id, b.id));
  return { strata, rowOf: new Map(strata.map(({ id }, i) => [id, i + 2])) };
}

/** Rules that the files do not name are shown as the one nearest to them; all three are reported in any case. */
const FILE_RULES: Readonly<Record<PointsRule, QuestionnaireFile['points_rule']>> = {
  share: 'share',
  steps: 'share',
  mean_rescaled: 'linear',
  option_weights: 'linear',
  mean_over_max: 'mean_over_max'
};

function questionnaireFile(
  q: Questionnaire,
  { design }: RoundEntry,
  { criteria, rule }: { readonly criteria: readonly Criterion[]; readonly rule: PointsRule }
): QuestionnaireFile {
  const isFull = design.form === 'full';
  const inBooklets = new Set(Object.values(q.booklets).flat(2));
  return {
    scale: { min: 1, max: 5, satisfied: q.scale.satisfied, no_opinion: ['0'], skipped: [''] },
    min_items_area: design.minItemsArea,
    min_items_overall: design.minItemsOverall,
    key_item: q.keyItem.id,
    areas: q.areas.map(({ id, title, items }) => {
      const criterion = criteria.find(({ area }) => area === id);
      return {
        id,
        title: title['vi'] ?? id,
        items: items.map((item) => item.id).filter((item) => isFull || inBooklets.has(item)),
        weight: criterion?.weight ?? 0,
        max_points: criterion?.maxPoints ?? 0
      };
    }),
    points_rule: FILE_RULES[rule],
    ...(isFull ? {} : { booklets: q.booklets })
  };
}

const STRATA = ['unit', 'respondent_type', 'filing_mode'] as const;
/** Weights above this many times their mean are cut, to show what they do. */
export const TRIM_FACTOR = 3;

function planOf({ design }: RoundEntry, of: { readonly responses: number; readonly isCompared: boolean }): PlanFile {
  const { confidence, fpc } = design;
  const own = { strata: STRATA, cluster: null, fpc, lonely: 'adjust' } as const;
  if (design.form === 'booklet') return { booklets: true, plan: { confidence, design: own } };
  const stratified = { kind: 'stratified', strata: STRATA, fpc, lonely: 'adjust' } as const;
  const plan: SurveyPlan = {
    confidence,
    design: own,
    variants: [
      { ...stratified, id: 'counter_days', fpc: false, cluster: ['counter', 'date'] },
      { ...stratified, id: 'trimmed', trim_upper_mean_factor: TRIM_FACTOR },
      { id: 'poststratified', kind: 'poststratified', cells: STRATA }
    ],
    raking: [],
    raking_epsilon: 1e-12,
    // The province's guidance (DOMAIN): a margin of 5 points, half of the people satisfied, everybody who is asked answers.
    sample_size: { margin: 0.05, p: 0.5, deff: 1, response_rate: 1 },
    allocation: { n_total: Math.max(1, of.responses), min_per_stratum: 2, power: 0.5 },
    comparison: of.isCompared,
    // A third of the median time; ten minutes of a day of 9.5 hours (METHODS §11, RELIABILITY §2.3).
    integrity: { speed_factor: 1 / 3, window_s: 600, open_s: 34_200, min_events: 5, report_p_below: 0.01, winsor: 0.1 }
  };
  return { booklets: false, plan };
}
