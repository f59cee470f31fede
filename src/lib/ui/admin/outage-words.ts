import type { Span } from '../../domain/trend/span.ts';
import type { MarkedPoint, TrendView } from '../../server/services/trends/trend-view.ts';
import type { TrendWords } from './trend-words.ts';

/** Outages that a note names one by one. */
const NAMED_MAX = 3;

/** The days of an outage: one day, or first and last. */
export function outageDays({ from, to }: Span, { format }: Pick<TrendWords, 'format'>): string {
  return from === to ? format.day(from) : `${format.day(from)} – ${format.day(to)}`;
}

/** What a row of the table says of the outages of its days. */
export function outageNotes({ outages }: MarkedPoint, words: TrendWords): readonly string[] {
  const { t, format } = words;
  const { own, days, under } = outages;
  const named = own
    .slice(0, NAMED_MAX)
    .map((one) => `${outageDays(one, words)} (${t(`outages:kindShort.${one.kind}`)})`);
  const more = own.length > NAMED_MAX ? [t('trends:outage.more', { n: format.count(own.length - NAMED_MAX) })] : [];
  return [
    ...(days > 0 ? [t('trends:outage.note', { days: format.count(days), list: [...named, ...more].join(', ') })] : []),
    ...(under.units > 0
      ? [t('trends:outage.under', { units: format.count(under.units), days: format.count(under.days) })]
      : [])
  ];
}

/** Where the bands of a point stand, as the chart reads them: "0.2-0.25 0.5-0.6", parts of its days; null = none. */
export function outageBands({ outages }: MarkedPoint): string | null {
  if (outages.own.length === 0) return null;
  return outages.own.map(({ start, end }) => `${start.toFixed(4)}-${end.toFixed(4)}`).join(' ');
}

/** The sentence under a series in which something failed; null where nothing did. */
export function outageSentence(view: TrendView, { t, format }: TrendWords): string | null {
  const points = view.points.filter(({ outages }) => outages.days > 0);
  if (points.length > 0) return t('trends:outage.sentence', { points: format.count(points.length) });
  return view.points.some(({ outages }) => outages.under.units > 0) ? t('trends:outage.sentenceUnder') : null;
}

/** What acts without an account: its words are `audit:actor.<id>`. */
const PROGRAMS = ['operator', 'program'];

/** Who noted or withdrew an outage: a person's name, or what acted without one. */
export function outageActor(by: string, { t }: Pick<TrendWords, 't'>): string {
  return PROGRAMS.includes(by) ? t(`audit:actor.${by}`) : by;
}
