import type { Format } from '../../../i18n/format.ts';
import type { PointsPage } from '../../../server/services/points/points-page.ts';
import type { Sentence } from '../finding.ts';

/** The title of the page: the points against their target, or why there are none. */
export function pointsFinding(page: PointsPage | null, format: Format): Sentence {
  const say = (key: string, vars: Readonly<Record<string, string>> = {}): Sentence => ({
    key: `points:finding.${key}`,
    vars
  });
  if (!page) return say('noRound');
  const { estimate, against, targets } = page;
  if (estimate.suppressed !== null) return say('suppressed');
  const total = estimate.points?.total;
  if (!total || total.estimate === null) return say('few', { n: format.count(estimate.counts?.n ?? 0) });
  const vars = { points: format.pointsNumber(total.estimate), max: format.plain(total.maxPoints) };
  if (!against.total || targets.total === null) return say('noTarget', vars);
  const { gap, verdict } = against.total;
  const target = format.pointsNumber(targets.total);
  if (gap > 0) return say(verdict === 'missed' ? 'missing' : 'missingUnsure', { ...vars, gap: format.pointsGap(gap) });
  return say(verdict === 'reached' ? 'reached' : 'unsure', { ...vars, target });
}
