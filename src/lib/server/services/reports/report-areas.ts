import type { Change } from '../../../domain/estimate/change.ts';
import type { ReportBlock, ReportColumn, ReportTable } from '../../../domain/report/report.ts';
import { intervalChart, seriesChart } from '../../render/chart-svg.ts';
import type { AreaView } from '../estimate/estimate-view.ts';
import type { ReportFigures } from './report-figures.ts';
import type { ReportWords } from './report-words.ts';

/** The seven areas: a picture, then the same numbers in a table, with points where the decision gate gives any. */
export function areasBlocks({ overview }: ReportFigures, words: ReportWords): readonly ReportBlock[] {
  const { t, format } = words;
  const { estimate } = overview;
  const rows = estimate.areas.map((area) => {
    const share = area.estimate.satisfied.estimate;
    const earlier = share !== null && area.change?.estimate != null ? share - area.change.estimate : null;
    return {
      label: nameOf(area, words),
      value: share,
      ci: area.estimate.satisfied.ci,
      earlier,
      muted: !area.conclusive,
      told: area.suppressed !== null ? t('admin:hidden.word') : share === null ? '' : format.share(share)
    };
  });
  const drawing = intervalChart(rows);
  const caption = t('report:areas.chart', { percent: format.plain(estimate.round.confidence * 100) });
  const alt = rows.map(({ label, told }) => `${label}: ${told}`).join('; ');
  return [{ kind: 'chart', ...drawing, caption, alt }, areasTable(overview.estimate, words)];
}

function areasTable(estimate: ReportFigures['overview']['estimate'], words: ReportWords): ReportTable {
  const { t, format } = words;
  const columns: readonly ReportColumn[] = [
    { title: t('report:areas.area'), width: 0.22, align: 'left' },
    { title: t('report:areas.share'), width: 0.12, align: 'right' },
    { title: t('report:areas.interval'), width: 0.17, align: 'right' },
    { title: t('report:areas.change'), width: 0.17, align: 'right' },
    { title: t('report:areas.mean'), width: 0.1, align: 'right' },
    { title: t('report:areas.n'), width: 0.1, align: 'right' },
    { title: t('report:areas.points'), width: 0.12, align: 'right' }
  ];
  const hidden = t('admin:hidden.word');
  const none = t('report:none');
  const rows = estimate.areas.map((area) => {
    const { satisfied, estimate: mean, nValid } = area.estimate;
    if (area.suppressed !== null) return [nameOf(area, words), hidden, hidden, '', hidden, hidden, ''];
    return [
      nameOf(area, words),
      satisfied.estimate === null ? none : format.share(satisfied.estimate),
      satisfied.ci === null ? '' : format.shareInterval(satisfied.ci),
      area.conclusive ? changeOf(area.change, words) : t('report:inconclusive'),
      mean === null ? none : format.meanNumber(mean),
      format.count(nValid),
      area.points?.points == null ? '' : format.points(area.points.points, area.maxPoints)
    ];
  });
  const total = estimate.points?.total;
  const totalRow =
    total?.estimate == null
      ? []
      : [[t('report:areas.total'), '', '', '', '', '', format.points(total.estimate, total.maxPoints)]];
  const data = estimate.areas.map((area) => {
    const { satisfied, estimate: mean, nValid } = area.estimate;
    const [low, high] = satisfied.ci ?? [null, null];
    const isHidden = area.suppressed !== null;
    return [
      area.id,
      nameOf(area, words),
      satisfied.estimate,
      low,
      high,
      area.conclusive ? (area.change?.estimate ?? null) : null,
      mean,
      isHidden ? null : nValid,
      area.points?.points ?? null,
      area.maxPoints
    ];
  });
  const rule = estimate.points
    ? t('report:areas.note', {
        rule: `${t(`admin:rule.${estimate.points.rule}`).replace(/^[^:]+: /, '')}.`,
        set: estimate.points.criteriaSet.title[words.language] ?? estimate.points.criteriaSet.id
      })
    : t('report:summary.inconclusive');
  return {
    kind: 'table',
    caption: t('report:areas.caption'),
    columns,
    rows: [...rows, ...totalRow],
    data: [
      ['id', 'area', 'share', 'low', 'high', 'change', 'mean', 'n', 'points', 'max'],
      ...data,
      ...(total?.estimate == null
        ? []
        : [['', t('report:column.total'), null, null, null, null, null, null, total.estimate, total.maxPoints]])
    ],
    note: rule
  };
}

/** The headline over the rounds: a picture and the same numbers in a table. */
export function trendBlocks({ overview }: ReportFigures, words: ReportWords): readonly ReportBlock[] {
  const { t, format } = words;
  const points = overview.series;
  const hidden = t('admin:hidden.word');
  const drawing = seriesChart(
    points.map(({ name, share, ci, open, changedOn }) => ({
      label: format.roundAxis(name),
      value: share,
      ci,
      open,
      isBreak: changedOn !== null
    })),
    hidden
  );
  const told = points.map(({ name, share, ci, n, open, changedOn, conclusive }) => [
    format.round(name) + (open ? ` (${t('report:trend.open')})` : ''),
    n === null ? hidden : share === null ? t('report:none') : format.share(share),
    ci === null ? '' : format.shareInterval(ci),
    n === null ? hidden : format.count(n),
    [
      changedOn === null ? '' : t('report:trend.broken', { day: format.day(changedOn) }),
      share !== null && !conclusive ? t('report:inconclusive') : ''
    ]
      .filter((text) => text !== '')
      .join('; ')
  ]);
  const table: ReportTable = {
    kind: 'table',
    caption: t('report:trend.caption'),
    columns: [
      { title: t('report:trend.round'), width: 0.27, align: 'left' },
      { title: t('report:areas.share'), width: 0.15, align: 'right' },
      { title: t('report:areas.interval'), width: 0.2, align: 'right' },
      { title: t('report:areas.n'), width: 0.13, align: 'right' },
      { title: '', width: 0.25, align: 'left' }
    ],
    rows: told,
    data: [
      ['round', 'share', 'low', 'high', 'n', 'reorganised', 'open'],
      ...points.map(({ name, share, ci, n, changedOn, open }) => [
        name,
        share,
        ci?.[0] ?? null,
        ci?.[1] ?? null,
        n,
        changedOn,
        open ? t('report:trend.open') : null
      ])
    ],
    note: ''
  };
  const alt = told.map(([round = '', share = '']) => `${round}: ${share}`).join('; ');
  return points.length > 1 ? [{ kind: 'chart', ...drawing, caption: t('report:trend.chart'), alt }, table] : [table];
}

function nameOf(area: AreaView, { language }: ReportWords): string {
  return area.short[language] ?? area.short['vi'] ?? area.id;
}

function changeOf(change: Change | null, { t, format }: ReportWords): string {
  if (!change || change.estimate === null || change.verdict === 'not_comparable') return '';
  const size = format.change(change.estimate);
  return t(change.verdict === 'unclear' ? 'report:unclear' : 'report:clear', { change: size });
}
