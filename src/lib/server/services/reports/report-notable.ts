import type { ReportBlock, ReportTable } from '../../../domain/report/report.ts';
import type { MeasureChange, UnitChange } from '../attention/attention-view.ts';
import type { ReportFigures } from './report-figures.ts';
import type { ReportWords } from './report-words.ts';

/** What stands out as the Overview names it: signals to look at, what clearly changed, how many are no ground to say so. */
export function notableBlocks({ notable, overview }: ReportFigures, words: ReportWords): readonly ReportBlock[] {
  const { t, format } = words;
  const { previousRound } = overview;
  const round = previousRound && format.roundInText(previousRound.name);
  const signals = notable.matters.flatMap((matter) => {
    if (matter.kind !== 'stuffed') return [];
    const { unit, share, usual, n } = matter;
    const reason = t('attention:stuffed.reason', {
      share: format.share(share),
      usual: format.share(usual),
      n: format.n(n)
    });
    return [`${t('attention:stuffed.title', { unit: unit.title })}. ${reason} ${t('attention:stuffed.note')}`];
  });
  const changed = notable.matters.filter((matter) => matter.kind === 'fall' || matter.kind === 'rise');
  const table = changed.length > 0 && round !== null ? [changeTable(changed, round, notable, words)] : [];
  const unsure = round !== null && notable.unsure > 0 ? [t('attention:unsure', { n: notable.unsure, round })] : [];
  const isQuiet = signals.length + table.length === 0;
  const text = (one: string): ReportBlock => ({ kind: 'paragraph', text: one });
  return [
    ...(isQuiet ? [text(t('attention:none'))] : []),
    ...signals.map(text),
    ...table,
    ...(round !== null && isQuiet ? [text(sieve(round, notable, words))] : []),
    ...unsure.map(text)
  ];
}

const sieve = (round: string, { isSelfSelected }: ReportFigures['notable'], { t }: ReportWords) =>
  t(isSelfSelected ? 'attention:sieveSelf' : 'attention:sieve', { round });

function changeTable(
  changed: readonly UnitChange[],
  round: string,
  notable: ReportFigures['notable'],
  words: ReportWords
): ReportTable {
  const { t, format } = words;
  const rows = changed.flatMap((of) => of.changes.map((change) => ({ of, change })));
  return {
    kind: 'table',
    caption: t('report:notable.caption'),
    columns: [
      { title: t('report:units.unit'), width: 0.25, align: 'left' },
      { title: t('report:notable.measure'), width: 0.2, align: 'left' },
      { title: t('report:notable.before'), width: 0.1, align: 'right' },
      { title: t('report:notable.now'), width: 0.1, align: 'right' },
      { title: t('report:notable.change'), width: 0.23, align: 'right' },
      { title: t('report:notable.n'), width: 0.12, align: 'right' }
    ],
    rows: rows.map(({ of, change: { change, now, before, ...measure } }) => [
      `${of.unit.title}${of.reorganised ? ` (${t('report:notable.reorganised', { day: format.day(of.reorganised.on) })})` : ''}`,
      measureName(measure, words),
      format.share(before.share ?? 0),
      format.share(now.share ?? 0),
      `${t(`report:notable.${change.verdict === 'up' ? 'rise' : 'fall'}`)} ${format.changeSize(change.estimate ?? 0)} (${format.changeInterval(change.ci ?? [0, 0])})`,
      `${format.count(before.n)}; ${format.count(now.n)}`
    ]),
    data: [
      ['unit', 'measure', 'before', 'now', 'change', 'low', 'high', 'n_before', 'n', 'reorganised'],
      ...rows.map(({ of, change: { change, now, before, ...measure } }) => [
        ...[of.unit.title, measureName(measure, words), before.share, now.share, change.estimate],
        ...[change.ci?.[0] ?? null, change.ci?.[1] ?? null, before.n, now.n, of.reorganised?.on ?? null]
      ])
    ],
    note: sieve(round, notable, words)
  };
}

function measureName({ name }: Pick<MeasureChange, 'name'>, { t, language }: ReportWords): string {
  return name === null ? t('attention:headline') : (name[language] ?? name['vi'] ?? '');
}
