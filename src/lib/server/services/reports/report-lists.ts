import type { ReportBlock } from '../../../domain/report/report.ts';
import type { ReportFigures } from './report-figures.ts';
import type { PeriodFacts } from './report-period.ts';
import type { ReportWords } from './report-words.ts';

/** The units by name: who answered, of how many, and their share where it may be shown. */
export function unitsBlocks({ overview }: ReportFigures, { t, format }: ReportWords): readonly ReportBlock[] {
  const hidden = t('admin:hidden.word');
  const units = overview.units.toSorted((a, b) => a.unit.title.localeCompare(b.unit.title, 'vi'));
  return [
    {
      kind: 'table',
      caption: t('report:units.caption'),
      columns: [
        { title: t('report:units.unit'), width: 0.34, align: 'left' },
        { title: t('report:areas.share'), width: 0.14, align: 'right' },
        { title: t('report:areas.interval'), width: 0.2, align: 'right' },
        { title: t('report:units.n'), width: 0.1, align: 'right' },
        { title: t('report:units.population'), width: 0.1, align: 'right' },
        { title: t('report:units.target'), width: 0.12, align: 'right' }
      ],
      rows: units.map(({ unit, n, population, target, share, ci, conclusive, suppressed }) => [
        unit.title,
        suppressed !== null ? hidden : share === null ? t('report:none') : format.share(share),
        ci === null ? '' : `${format.shareInterval(ci)}${conclusive ? '' : ` (${t('report:inconclusive')})`}`,
        n === null ? hidden : format.count(n),
        population === null ? '' : format.count(population),
        target === null ? '' : format.count(target)
      ]),
      data: [
        ['code', 'unit', 'share', 'low', 'high', 'n', 'transactions', 'target', 'conclusion'],
        ...units.map(({ unit, n, population, target, share, ci, conclusive }) => [
          unit.code,
          unit.title,
          share,
          ci?.[0] ?? null,
          ci?.[1] ?? null,
          n,
          population,
          target,
          share === null || conclusive ? null : t('report:inconclusive')
        ])
      ],
      note: t('report:units.note')
    }
  ];
}

/** The tasks of the plan that are late or soon due, after how all of them stand. */
export function planBlocks({ plan }: ReportFigures, { t, format }: ReportWords): readonly ReportBlock[] {
  const { overdue, due_soon: soon, in_time: inTime, done } = plan.counts;
  const urgent = plan.tasks.filter(({ state }) => state === 'overdue' || state === 'due_soon');
  if (overdue + soon + inTime + done === 0 || urgent.length === 0)
    return [{ kind: 'paragraph', text: t('report:plan.none') }];
  return [
    { kind: 'paragraph', text: t('report:plan.counts', { overdue, soon, inTime, done }) },
    {
      kind: 'table',
      caption: t('report:plan.caption'),
      columns: [
        { title: t('plan:task'), width: 0.4, align: 'left' },
        { title: t('plan:unit'), width: 0.22, align: 'left' },
        { title: t('plan:due'), width: 0.13, align: 'right' },
        { title: t('plan:standing'), width: 0.14, align: 'left' },
        { title: t('plan:progress'), width: 0.11, align: 'right' }
      ],
      rows: urgent.map(({ title, criterion, unit, dueOn, state, progress }) => [
        criterion === '' ? title : `${criterion}. ${title}`,
        unit.title,
        format.day(dueOn),
        t(`plan:state.${state}`),
        progress ? `${progress.percent} %` : ''
      ]),
      data: [
        ['criterion', 'task', 'agency', 'due', 'state', 'percent'],
        ...plan.tasks.map(({ title, criterion, unit, dueOn, state, progress }) => [
          criterion,
          title,
          unit.title,
          dueOn,
          t(`plan:state.${state}`),
          progress?.percent ?? null
        ])
      ],
      note: ''
    }
  ];
}

/** What units still owe for a report period: those that owe nothing are only counted. */
export function dutyBlocks({ owing, units, due }: PeriodFacts, { t, format }: ReportWords): readonly ReportBlock[] {
  const counts = t('report:duties.counts', { done: units - owing.length, units, due: format.day(due) });
  if (owing.length === 0) return [{ kind: 'paragraph', text: counts }];
  const owed = (kinds: readonly string[]) => kinds.map((kind) => t(`report:duties.kind.${kind}`)).join(', ');
  return [
    { kind: 'paragraph', text: counts },
    {
      kind: 'table',
      caption: t('report:duties.caption'),
      columns: [
        { title: t('report:units.unit'), width: 0.5, align: 'left' },
        { title: t('report:duties.owes'), width: 0.5, align: 'left' }
      ],
      rows: owing.map(({ unit, kinds }) => [unit, owed(kinds)]),
      data: [['unit', 'owes'], ...owing.map(({ unit, kinds }) => [unit, owed(kinds)])],
      note: ''
    }
  ];
}
