import type { Interval } from '../estimate/domain-estimate.ts';
import { wilson, zQuantile } from '../estimate/interval.ts';
import { agrestiCoull, clopperPearson, type Count } from '../estimate/share-intervals.ts';
import { meanSummary, type MeanSummary } from '../statistics/mean-summary.ts';
import { groupAt, groupedMoments, momentsOfCounts, sampleMoments, type SampleMoments } from '../statistics/moments.ts';
import {
  allItems,
  answerCounts,
  byUnit,
  countByGroup,
  itemColumn,
  overallScores,
  satisfiedByGroup,
  scores,
  type AnswerCounts
} from './scores.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';

/** The section `unweighted` of `survey-result/1` (METHODS §2). */
export function unweightedSection(of: {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: Pick<SurveyPlan, 'confidence'>;
}) {
  const { data, questionnaire } = of;
  const { confidence } = of.plan;
  const named = [...new Set([...allItems(questionnaire), questionnaire.key_item])];
  const answers = new Map(named.map((item) => [item, answerCounts(itemColumn(data, item), questionnaire)] as const));
  const pooledOf = (items: readonly string[]) => pooled(items.flatMap((item) => answers.get(item) ?? []));
  const overall = overallScores(data, questionnaire);
  return {
    items: Object.fromEntries(
      [...answers].map(([item, counts]) => [item, itemBlock(counts, questionnaire, confidence)])
    ),
    areas: Object.fromEntries(
      questionnaire.areas.map(({ id, items }) => {
        const rows = scores(data, items, questionnaire.min_items_area);
        return [id, { ...meanBlock(sampleMoments(rows), confidence), pooled: pooledOf(items) }];
      })
    ),
    overall: { ...meanBlock(sampleMoments(overall), confidence), pooled: pooledOf(allItems(questionnaire)) },
    units: unitBlocks({ data, questionnaire, overall, confidence })
  };
}

/** A mean as the result schema writes it. */
export function meanBlock(
  sample: SampleMoments,
  confidence: number
): { readonly n_valid: number } & Omit<MeanSummary, 'n'> {
  const { n, ...rest } = meanSummary(sample, confidence);
  return { n_valid: n, ...rest };
}

/** Satisfied answers of the valid ones with three intervals; null without any. */
export function satisfiedBlock(count: Count, confidence: number) {
  const { k, n } = count;
  if (n === 0) return { count: k, share: null, ci_wilson: null, ci_clopper_pearson: null, ci_agresti_coull: null };
  return {
    count: k,
    share: k / n,
    ci_wilson: wilsonOf(count, confidence),
    ci_clopper_pearson: clopperPearson(count, confidence),
    ci_agresti_coull: agrestiCoull(count, confidence)
  };
}

function itemBlock(answers: AnswerCounts, { scale }: SurveyQuestionnaire, confidence: number) {
  const { counts, valid, satisfied, noOpinion, skipped } = answers;
  const byCategory = (value: (count: number) => number | null) =>
    Object.fromEntries(counts.map((count, i) => [String(scale.min + i), value(count)]));
  return {
    ...meanBlock(momentsOfCounts(counts, scale.min), confidence),
    n_no_opinion: noOpinion,
    n_skipped: skipped,
    n_missing: noOpinion + skipped,
    counts: byCategory((count) => count),
    shares: byCategory((count) => (valid === 0 ? null : count / valid)),
    satisfied: satisfiedBlock({ k: satisfied, n: valid }, confidence)
  };
}

/** Σt/Σd without an interval: the answers of one person are dependent. */
function pooled(answers: readonly AnswerCounts[]) {
  const sum = (read: (counts: AnswerCounts) => number) => answers.reduce((total, counts) => total + read(counts), 0);
  const [satisfied, valid] = [sum((counts) => counts.satisfied), sum((counts) => counts.valid)];
  return { answers_satisfied: satisfied, answers_valid: valid, share: valid === 0 ? null : satisfied / valid };
}

/** The units with responses. */
function unitBlocks(of: {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly overall: Float64Array;
  readonly confidence: number;
}) {
  const { data, questionnaire, confidence } = of;
  const groups = byUnit(data);
  const rows = countByGroup(groups);
  const means = groupedMoments(of.overall, groups);
  const { valid, satisfied } = satisfiedByGroup(itemColumn(data, questionnaire.key_item), groups, questionnaire);
  const blocks = data.units.flatMap((unit, u) => {
    const count: Count = { k: satisfied[u] ?? 0, n: valid[u] ?? 0 };
    if (rows[u] === 0) return [];
    const key = {
      n_valid: count.n,
      count: count.k,
      share: count.n === 0 ? null : count.k / count.n,
      ci_wilson: count.n === 0 ? null : wilsonOf(count, confidence)
    };
    return [
      [unit, { n_responses: rows[u], overall: meanBlock(groupAt(means, u), confidence), key_item: key }] as const
    ];
  });
  return Object.fromEntries(blocks);
}

function wilsonOf({ k, n }: Count, confidence: number): Interval {
  return wilson({ share: k / n, n, z: zQuantile({ confidence }) });
}
