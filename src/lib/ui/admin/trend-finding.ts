import { periodChange } from '../../domain/comparison/period-change.ts';
import type { TrendPoint, TrendView } from '../../server/services/trends/trend-view.ts';
import { indicatorName, pointInText, type TrendWords } from './trend-words.ts';
import type { Sentence } from './finding.ts';

/** The title of a series by rule (UX §6.1): from the first point after the last cut to the newest; and what it leaves out. */
export function trendFinding(
  view: TrendView,
  words: TrendWords
): { readonly title: Sentence; readonly subs: readonly Sentence[] } {
  const { format } = words;
  const say = (key: string, vars: Readonly<Record<string, string>> = {}): Sentence => ({
    key: `trends:finding.${key}`,
    vars
  });
  const newest = view.points.at(-1);
  const closing = closingWords(view, newest, words);
  if (!newest) return { title: say('none'), subs: [] };
  const indicator = indicatorName(view, words);
  const last = view.points.findLast((point) => shareOf(view, point) !== null);
  const isHidden = newest.suppressed !== null || newest.hidden.includes(view.query.indicator);
  if (!last) return { title: say(isHidden ? 'hidden' : 'few', { indicator }), subs: closing };
  const to = pointInText(last, words);
  const share = shareOf(view, last);
  const since = pointsSince(view.points);
  const first = since.find((point) => shareOf(view, point)?.conclusive === true);
  if (!share?.conclusive) return { title: say('few', { indicator }), subs: closing };
  if (!first || first === last) {
    return { title: say('level', { indicator, share: format.share(share.share ?? 0), to }), subs: closing };
  }
  const change = periodChange(figureOf(view, last), figureOf(view, first), {
    confidence: view.confidence,
    isCut: false
  });
  if (change.estimate === null || change.verdict === 'not_comparable')
    return { title: say('few', { indicator }), subs: closing };
  const vars = { indicator, from: pointInText(first, words), to, change: format.changeSize(change.estimate) };
  const interval = change.ci && {
    key: 'trends:sub.interval',
    vars: { interval: format.changeInterval(change.ci) }
  };
  return { title: say(change.verdict, vars), subs: [...(interval ? [interval] : []), ...closing] };
}

function closingWords(view: TrendView, newest: TrendPoint | undefined, { format }: TrendWords): readonly Sentence[] {
  const cut = view.points
    .findLast((point) => point.isCut)
    ?.breaks.find(({ kind }) => kind === 'unit' || kind === 'form');
  return [
    ...(cut ? [{ key: 'trends:sub.afterCut', vars: { day: format.day(cut.on) } }] : []),
    ...(newest?.open ? [{ key: 'trends:sub.open', vars: {} }] : []),
    ...(view.isSelfSelected ? [{ key: 'trends:sub.selfSelected', vars: {} }] : [])
  ];
}

/** The points from the last cut on. */
function pointsSince(points: readonly TrendPoint[]): readonly TrendPoint[] {
  const at = points.findLastIndex((point) => point.isCut);
  return at < 0 ? points : points.slice(at);
}

function shareOf({ query }: TrendView, point: TrendPoint) {
  const figure = point.suppressed === null ? point.shares[query.indicator] : undefined;
  return figure && figure.share !== null ? figure : null;
}

function figureOf(view: TrendView, point: TrendPoint) {
  const figure = shareOf(view, point);
  const { share = null, se = null, df = null, conclusive = false } = figure ?? {};
  return { estimate: share, se, df, conclusive };
}
