import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { daysLate, quarterOf, taskState, TASK_STATES, type TaskState } from '../../../domain/plan/task-state.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Span } from '../../../domain/trend/span.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';

export interface TaskView {
  readonly id: string;
  readonly criterion: string;
  readonly title: string;
  readonly expected: string;
  readonly unit: { readonly id: string; readonly title: string };
  readonly dueOn: string;
  readonly doneOn: string | null;
  readonly evidence: string;
  readonly revision: number;
  readonly state: TaskState;
  readonly daysLate: number;
  /** The newest quarter told; null where none was. */
  readonly progress: Progress | null;
  /** Nothing was told of this quarter yet, though it is not done. */
  readonly owesProgress: boolean;
}

export interface Progress {
  readonly quarter: string;
  readonly percent: number;
  readonly note: string;
  readonly writtenAt: number;
}

export interface PlanFilter {
  readonly state: TaskState | null;
  readonly criterion: string | null;
  readonly unit: string | null;
}

export interface PlanView {
  readonly tasks: readonly TaskView[];
  readonly counts: Readonly<Record<TaskState, number>>;
}

/** More than any plan has; a province writes some dozens of tasks a year. */
const TASKS_MAX = 1_000;

/** The tasks that the reader may see: the latest first in being late, then by deadline; `counts` before the filter. */
export async function listTasks(ctx: Context, filter: PlanFilter): Promise<PlanView> {
  requirePlan(ctx);
  const units = await ctx.db.selectFrom('plan_task').select('unit').distinct().execute();
  const read = units.flatMap(({ unit }) => (can(ctx, 'plan.read', unit) ? [unit] : []));
  const rows = read.length === 0 ? [] : await tasksOf(ctx, read);
  const told = Map.groupBy(
    await ctx.db.selectFrom('plan_progress').selectAll().orderBy('quarter').execute(),
    ({ task }) => task
  );
  const today = localDay(ctx.now());
  const seen = rows.map((row) => viewOf(ctx, row, told.get(row.id) ?? [], today));
  const counts = { overdue: 0, due_soon: 0, in_time: 0, done: 0 };
  for (const { state } of seen) counts[state] += 1;
  const tasks = seen.filter(
    ({ state, criterion, unit }) =>
      (filter.state === null || filter.state === state) &&
      (filter.criterion === null || filter.criterion === criterion) &&
      (filter.unit === null || filter.unit === unit.id)
  );
  const order = (state: TaskState) => TASK_STATES.indexOf(state);
  return { counts, tasks: tasks.sort((a, b) => order(a.state) - order(b.state) || (a.dueOn < b.dueOn ? -1 : 1)) };
}

function tasksOf(ctx: Context, units: readonly string[]) {
  return ctx.db
    .selectFrom('plan_task')
    .selectAll()
    .where('unit', 'in', units)
    .orderBy('due_on')
    .limit(TASKS_MAX)
    .execute();
}

/** A task with all its quarters, newest first. Throws `plan.not_found`. */
export async function readTask(
  ctx: Context,
  id: string
): Promise<{ readonly task: TaskView; readonly quarters: readonly Progress[] }> {
  const row = await ctx.db.selectFrom('plan_task').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row || !can(ctx, 'plan.read', row.unit)) throw problem('plan.not_found');
  const rows = await ctx.db.selectFrom('plan_progress').selectAll().where('task', '=', id).orderBy('quarter').execute();
  return { task: viewOf(ctx, row, rows, localDay(ctx.now())), quarters: rows.map(progressOf).reverse() };
}

/** The names of a unit's tasks that were done between two days, in the order in which they were. */
export async function doneBetween(ctx: Context, unit: string, { from, to }: Span): Promise<readonly string[]> {
  requireCan(ctx, 'plan.read', unit);
  const rows = await ctx.db
    .selectFrom('plan_task')
    .select('title')
    .where('unit', '=', unit)
    .where('done_on', '>=', from)
    .where('done_on', '<=', to)
    .orderBy('done_on')
    .orderBy('id')
    .limit(TASKS_MAX)
    .execute();
  return rows.map(({ title }) => title);
}

interface TaskRow {
  readonly id: string;
  readonly criterion: string;
  readonly title: string;
  readonly expected: string;
  readonly unit: string;
  readonly due_on: string;
  readonly done_on: string | null;
  readonly evidence: string;
  readonly revision: number;
}
interface ProgressRow {
  readonly quarter: string;
  readonly percent: number;
  readonly note: string;
  readonly written_at: number;
}

function viewOf(ctx: Context, row: TaskRow, told: readonly ProgressRow[], today: string): TaskView {
  const days = { dueOn: row.due_on, doneOn: row.done_on };
  const newest = told.at(-1);
  return {
    ...{ id: row.id, criterion: row.criterion, title: row.title, expected: row.expected, evidence: row.evidence },
    ...{ ...days, revision: row.revision, state: taskState(days, today), daysLate: daysLate(days, today) },
    unit: { id: row.unit, title: unitTitle(ctx.directory.unit(row.unit)) },
    progress: newest ? progressOf(newest) : null,
    owesProgress: row.done_on === null && newest?.quarter !== quarterOf(today)
  };
}

function progressOf({ quarter, percent, note, written_at: writtenAt }: ProgressRow): Progress {
  return { quarter, percent, note, writtenAt };
}

/** Whoever reads the plan somewhere may open it; which tasks is asked for each. */
function requirePlan(ctx: Context): void {
  requireCan(ctx, 'plan.read', ctx.actor.grants[0]?.unit ?? ctx.directory.root().id);
}
