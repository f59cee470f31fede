import { openDataRows, type OpenDataRow } from '../../domain/publication/open-data.ts';
import { formatFor } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { Publication } from '../services/results/publications.ts';

const COLUMNS = ['level', 'code', 'unit', 'figure', 'n', 'population', 'share', 'low', 'high', 'mean', 'note'] as const;

/** A published version as the rows of a file: what it is not stands in its first line (USERS i1). Shares in [0, 1]. */
export function resultsTable({ document, version }: Publication, t: Translate): (string | number)[][] {
  const hidden = t('results:column.hidden');
  const value = (figure: number | null) => figure ?? hidden;
  const named = new Map(document.whole.areas.map(({ id, short }) => [id, short['vi'] ?? id]));
  const rows = openDataRows(document).map((row) => [
    row.level,
    row.code,
    row.unit,
    row.figure === 'OV' ? t('results:column.headline') : `${row.figure} ${named.get(row.figure) ?? ''}`.trim(),
    value(row.n),
    row.population ?? '',
    value(row.share),
    value(row.ci?.[0] ?? null),
    value(row.ci?.[1] ?? null),
    row.figure === 'OV' ? '' : value(row.mean),
    noteOf(row, t)
  ]);
  const { kind, confidence } = document.round;
  const notes = [
    t('results:notOfficial'),
    ...(document.simulatedData ? [t('results:simulated')] : []),
    t(`results:method.${kind}`, { percent: formatFor('vi').plain(confidence * 100) })
  ];
  return [
    [notes.join(' ')],
    [`${t('results:column.round')}: ${document.round.name}`, `${t('results:column.version')}: ${version}`],
    COLUMNS.map((column) => t(`results:column.${column}`)),
    ...rows
  ];
}

function noteOf({ share, conclusive }: OpenDataRow, t: Translate): string {
  return share === null || conclusive ? '' : t('results:inconclusive');
}
