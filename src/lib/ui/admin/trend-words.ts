import { SAME_MARGIN } from '../../domain/comparison/period-change.ts';
import { isCut } from '../../domain/trend/trend-break.ts';
import { outageNotes } from './outage-words.ts';
import type { Format } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { Text } from '../../domain/questionnaire/document.ts';
import type { ShareFigure } from '../../server/services/trends/round-figures.ts';
import type { ComparedIndicator, MarkedPoint, TrendPoint, TrendView } from '../../server/services/trends/trend-view.ts';

export interface TrendWords {
  readonly t: Translate;
  readonly format: Format;
  readonly language: string;
}

/** A row of the table, as page and CSV hold it: null is hidden. */
export interface TrendRow {
  readonly point: MarkedPoint;
  readonly figure: ShareFigure | null;
  readonly label: string;
  readonly cells: readonly (string | null)[];
  readonly notes: readonly string[];
}

/** What the indicator of a series is called. */
export function indicatorName(view: TrendView, { t, language }: TrendWords, id = view.query.indicator): string {
  if (id === 'key') return t('trends:scope.key');
  const found = [...view.indicators, ...view.items].find((one) => one.id === id);
  return found ? textOf(found.title, language) : id;
}

export function textOf(text: Text, language: string): string {
  return text[language] ?? text['vi'] ?? '';
}

/** A point by its name, or by its days. */
export function pointLabel({ name, id, from, to }: TrendPoint, { format }: Pick<TrendWords, 'format'>): string {
  if (name !== null) return format.round(name);
  if (/^\d{4}$/.test(id)) return id;
  if (/^\d{4}-\d{2}$/.test(id)) return `${Number(id.slice(5))}/${id.slice(0, 4)}`;
  return from === to ? format.day(from) : `${format.day(from)} – ${format.day(to)}`;
}

/** The same on an axis. */
export function pointAxis(point: TrendPoint, words: Pick<TrendWords, 'format'>): string {
  if (point.name !== null) return words.format.roundAxis(point.name);
  return /^\d{4}(-\d{2})?$/.test(point.id) ? pointLabel(point, words) : words.format.shortDay(point.to);
}

/** What a point is, in a sentence: "quý III/2026". */
export function pointInText(point: TrendPoint, words: Pick<TrendWords, 'format'>): string {
  return point.name === null ? pointLabel(point, words) : words.format.roundInText(point.name);
}

/** Whether rounds are pooled or divided, so that a point may lie in days without any. */
export function hasDays({ query }: TrendView): boolean {
  return query.step === 'period' || query.step === 'year';
}

/** Settled transactions are known of whole rounds, not of their days. */
function hasCounts({ query }: TrendView): boolean {
  return !['day', 'week', 'month'].includes(query.step);
}

/** The head of the table. */
export function trendHead(view: TrendView, { t, format }: TrendWords): readonly string[] {
  const percent = format.plain(view.confidence * 100);
  return [
    t('trends:table.time'),
    t('trends:table.share'),
    t('trends:table.interval', { percent }),
    t('trends:table.valid'),
    ...(hasCounts(view) ? ['received', 'population', 'coverage'].map((name) => t(`trends:table.${name}`)) : []),
    ...(hasDays(view) ? [t('trends:table.days')] : []),
    t('trends:table.notes')
  ];
}

/** The rows of the table, newest first. */
export function trendRows(view: TrendView, words: TrendWords): readonly TrendRow[] {
  return view.points.map((point) => rowOf(point, view, words)).reverse();
}

function rowOf(point: MarkedPoint, view: TrendView, words: TrendWords): TrendRow {
  const { t, format } = words;
  const { indicator } = view.query;
  const isHidden = point.suppressed !== null || point.hidden.includes(indicator);
  const figure = isHidden ? null : (point.shares[indicator] ?? null);
  const unknown = t('trends:table.unknown');
  const told = (value: string | null | undefined) => (isHidden ? null : (value ?? unknown));
  const count = (value: number | null) =>
    point.suppressed !== null ? null : value === null ? unknown : format.count(value);
  const rate = point.n !== null && point.population ? format.share(point.n / point.population) : unknown;
  return {
    ...{ point, figure, label: pointLabel(point, words) },
    cells: [
      told(figure && figure.share !== null ? format.share(figure.share) : null),
      told(figure?.ci && format.shareInterval(figure.ci)),
      told(figure ? format.count(figure.n) : point.n === 0 ? format.count(0) : null),
      ...(hasCounts(view)
        ? [count(point.received), count(point.population), point.suppressed !== null ? null : rate]
        : []),
      ...(hasDays(view) ? [t('trends:table.daysOf', { ...point.days })] : [])
    ],
    notes: notesOf(point, figure, words)
  };
}

function notesOf(point: MarkedPoint, figure: ShareFigure | null, words: TrendWords): readonly string[] {
  const { t, format } = words;
  return [
    ...(point.open ? [t('trends:note.open')] : []),
    ...(point.n === 0 ? [t('trends:note.empty')] : []),
    ...(figure && !figure.conclusive ? [t('trends:note.few')] : []),
    ...(point.rounds > 1 ? [t('trends:note.rounds', { n: format.count(point.rounds) })] : []),
    ...(point.hiddenRounds > 0 && point.suppressed === null
      ? [t('trends:note.hiddenRounds', { n: format.count(point.hiddenRounds) })]
      : []),
    ...point.breaks.map(({ kind, on }) => t(`trends:break.${kind}`, { day: format.day(on) })),
    ...outageNotes(point, words)
  ];
}

/** The breaks that the chart draws before a point: those of the line, else that of the questionnaire; null = none. */
export function chartMark({ breaks }: TrendPoint, { t, format }: TrendWords): string | null {
  const cuts = breaks.filter((one) => isCut([one]));
  const [shown] = cuts.length > 0 ? cuts : breaks.filter(({ kind }) => kind === 'questionnaire');
  return shown ? t(`trends:break.${shown.kind}`, { day: format.day(shown.on) }) : null;
}

/** What is said of one indicator between two periods. */
export function comparisonSentence(row: ComparedIndicator, isOverCut: boolean, { t, format }: TrendWords): string {
  const { verdict, estimate } = row.change;
  if (isOverCut) return t('trends:compare.cut');
  const vars = { change: format.changeSize(estimate ?? 0), margin: marginText(format) };
  return t(`trends:compare.${verdict}`, vars);
}

export function marginText(format: Format): string {
  return format.plain(SAME_MARGIN * 100);
}

/** The table as a file holds it: what is hidden by its word. */
export function trendTable(view: TrendView, words: TrendWords): readonly (readonly string[])[] {
  const rows = trendRows(view, words).map(({ label, cells, notes }) => [
    label,
    ...cells.map((cell) => cell ?? words.t('admin:hidden.word')),
    notes.join('; ')
  ]);
  return [trendHead(view, words), ...rows];
}
