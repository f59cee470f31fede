import type { Count } from '../estimate/share-intervals.ts';
import { answerPatterns, type AnswerPatterns } from '../integrity/answer-patterns.ts';
import { maxInWindow, scanP, timesByGroup } from '../integrity/bursts.ts';
import { funnel } from '../integrity/funnel.ts';
import { speeders } from '../integrity/speeders.ts';
import { allItems, itemColumn } from './scores.ts';
import type { SurveyData, SurveyPlan, SurveyQuestionnaire } from './survey-data.ts';

/** The section `integrity` of `survey-result/1` (METHODS §11): signals for review, never automatic deletion. */
export function integritySection(of: {
  readonly data: SurveyData;
  readonly questionnaire: SurveyQuestionnaire;
  readonly plan: Pick<SurveyPlan, 'integrity'>;
}) {
  const { data, questionnaire, plan } = of;
  const columns = allItems(questionnaire).map((item) => itemColumn(data, item));
  const patterns = answerPatterns(columns, questionnaire.scale.min);
  const { eligible, straight, units } = eligibleRows(data, questionnaire, patterns);
  const perfect = units.reduce((sum, unit) => sum + unit.k, 0);
  const { medianS, thresholdS, count, share } = speeders(data.durationS, plan.integrity.speed_factor);
  const shareOf = (part: number) => (eligible === 0 ? null : part / eligible);
  return {
    n_eligible: eligible,
    straight_lining: { count: straight, share: shareOf(straight) },
    long_string: longString(patterns),
    speeders: { median_duration_s: medianS, threshold_s: thresholdS, count, share },
    perfect: { count: perfect, share: shareOf(perfect) },
    funnel: funnelBlock(units, plan.integrity.winsor),
    bursts: burstsBlock(data, plan.integrity)
  };
}

type UnitCount = Count & { readonly unit: string };

/** Rows with enough valid answers, those of them with equal answers, and by unit those with the highest alone. */
function eligibleRows(data: SurveyData, { scale, min_items_overall }: SurveyQuestionnaire, patterns: AnswerPatterns) {
  const n = new Int32Array(data.units.length);
  const k = new Int32Array(data.units.length);
  const least = Math.max(1, min_items_overall);
  let [eligible, straight] = [0, 0];
  for (let i = 0; i < data.n; i += 1) {
    if ((patterns.valid[i] ?? 0) < least) continue;
    const unit = data.unit[i] ?? 0;
    const equal = patterns.equal[i] ?? 0;
    eligible += 1;
    straight += equal;
    n[unit] = (n[unit] ?? 0) + 1;
    if (equal === 1 && patterns.first[i] === scale.max) k[unit] = (k[unit] ?? 0) + 1;
  }
  const units = data.units.flatMap((unit, u): readonly UnitCount[] =>
    n[u] === 0 ? [] : [{ unit, k: k[u] ?? 0, n: n[u] ?? 0 }]
  );
  return { eligible, straight, units };
}

/** Over the rows with a valid answer. */
function longString({ valid, longestRun }: AnswerPatterns) {
  let [rows, sum, most] = [0, 0, 0];
  for (let i = 0; i < valid.length; i += 1) {
    if (valid[i] === 0) continue;
    rows += 1;
    sum += longestRun[i] ?? 0;
    most = Math.max(most, longestRun[i] ?? 0);
  }
  return rows === 0 ? { mean: null, max: null } : { mean: sum / rows, max: most };
}

function funnelBlock(units: readonly UnitCount[], winsor: number) {
  const { phi, units: found } = funnel(units, winsor);
  const blocks = units.map(({ unit, n, k }, u) => {
    const { z = null, zAdjusted = null, pUpper = null, pHolm = null } = found[u] ?? {};
    return [unit, { n, perfect: k, z, z_adjusted: zAdjusted, p_upper: pUpper, p_holm: pHolm }] as const;
  });
  return { phi, units: Object.fromEntries(blocks) };
}

/** By counter and day, submissions too close to each other; null where no time is kept. */
function burstsBlock(data: SurveyData, plan: SurveyPlan['integrity']) {
  const { group, names } = counterDays(data);
  const { start, times } = timesByGroup(data.submittedAt, group, names.length);
  if (times.length === 0 && data.n > 0) return { n_counter_days_tested: null, flagged: null };
  const flagged: (readonly [string, { n_events: number; max_in_window: number; p: number }])[] = [];
  let tested = 0;
  names.forEach((name, g) => {
    const events = times.subarray(start[g], start[g + 1]);
    if (events.length < plan.min_events) return;
    tested += 1;
    const most = maxInWindow(events, plan.window_s);
    const p = scanP(events.length, most, { windowS: plan.window_s, openS: plan.open_s });
    if (p < plan.report_p_below) flagged.push([name, { n_events: events.length, max_in_window: most, p }]);
  });
  flagged.sort(([one], [other]) => (one < other ? -1 : 1));
  return { n_counter_days_tested: tested, flagged: Object.fromEntries(flagged) };
}

/** `counter|date` of the rows as an index and its names; no text is made for a row whose pair is known. */
function counterDays({ n, counter, date }: SurveyData) {
  const group = new Int32Array(n);
  const names: string[] = [];
  const known = new Map<string, Map<string, number>>();
  for (let i = 0; i < n; i += 1) {
    const [of, day] = [counter[i] ?? '', date[i] ?? ''];
    const days = known.get(of) ?? new Map<string, number>();
    known.set(of, days);
    const index = days.get(day) ?? names.length;
    if (index === names.length) names.push(`${of}|${day}`);
    days.set(day, index);
    group[i] = index;
  }
  return { group, names };
}
