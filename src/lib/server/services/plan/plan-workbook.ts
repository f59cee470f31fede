import type { Format } from '../../../i18n/format.ts';
import type { Translate } from '../../../i18n/index.ts';
import type { Context } from '../../context.ts';
import { xlsxOf } from '../../table-file/write-xlsx.ts';
import { listTasks, type Progress } from './plan-tasks.ts';

const ALL = { state: null, criterion: null, unit: null } as const;

/** The plan as far as the reader sees it, as a workbook: a row a task, the overdue ones first. */
export async function planWorkbook(
  ctx: Context,
  { t, format }: { readonly t: Translate; readonly format: Format }
): Promise<{ fileName: string; body: Uint8Array }> {
  const { tasks } = await listTasks(ctx, ALL);
  const columns = ['task', 'criterion', 'unit', 'due', 'standing', 'progress', 'note', 'expected', 'evidence'];
  const rows = tasks.map(({ title, criterion, unit, dueOn, state, progress, expected, evidence }) => [
    title,
    criterion,
    unit.title,
    dueOn,
    t(`plan:state.${state}`),
    progress?.percent ?? null,
    progress ? noteOf(progress, format) : '',
    expected,
    evidence
  ]);
  const mark =
    ctx.directory.purpose() === 'demo' ? { name: t('plan:simulated'), rows: [[t('plan:simulated')]] } : undefined;
  const head = columns.map((column) => t(`plan:${column}`));
  return { fileName: 'ke-hoach.xlsx', body: await xlsxOf(t('plan:sheet'), head, rows, mark) };
}

function noteOf({ quarter, note }: Progress, format: Format): string {
  return [format.round(quarter), note].filter((text) => text !== '').join(': ');
}
