import type { Interval } from '../domain/estimate/domain-estimate.ts';
import type { Format } from './format.ts';
import type { Translate } from './index.ts';
import type { PublishedUnit, ResultsDocument } from '../domain/publication/results-document.ts';
import type { Standing } from '../domain/publication/standing.ts';

/** The finding of a page: whole people of a hundred, where enough answered to say so. */
export function findingOf(
  t: Translate,
  { share, n, conclusive }: Pick<PublishedUnit, 'share' | 'n' | 'conclusive'>
): string {
  if (share === null) return t('results:hidden');
  return conclusive ? t('results:hundred', { n: Math.round(100 * share) }) : t('results:few', { n });
}

interface ToldShare {
  readonly share: number | null;
  readonly ci: Interval | null;
  readonly kind: ResultsDocument['round']['kind'];
}

/** The share with its interval, in a sentence; of volunteers the interval is indicative (DESIGN §5.6). */
export function shareLine(t: Translate, format: Format, { share, ci, kind }: ToldShare): string {
  if (share === null || ci === null) return '';
  return t(`results:shareLine.${kind}`, { share: format.share(share), interval: format.shareInterval(ci) });
}

/** What may be said of the change since the round before. */
export function changeLine(t: Translate, format: Format, { previous, whole }: ResultsDocument): string {
  const change = previous?.change;
  if (!previous || !change || change.estimate === null || !whole.conclusive) return '';
  const size = { size: format.changeSize(change.estimate), change: format.change(change.estimate) };
  return t(`results:change.${change.verdict}`, { ...size, round: format.roundInText(previous.name) });
}

/** Where a round stands on its way to the public; what is late says so first. */
export function standingWords(t: Translate, format: Format, standing: Standing): string {
  const { kind, on } = standing;
  if (kind !== 'published' && standing.overdueDays > 0)
    return t('results:index.overdue', { days: standing.overdueDays });
  return on === null ? t('results:index.undated') : t(`results:index.${kind}`, { day: format.day(on) });
}
