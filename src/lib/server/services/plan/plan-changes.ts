import { isPrintedText } from '../../../domain/document/plain-text.ts';
import { quarterOf } from '../../../domain/plan/task-state.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { isDay, localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

/** A task as typed. */
export interface NewTask {
  readonly criterion: string;
  readonly title: string;
  readonly expected: string;
  readonly unit: string;
  readonly dueOn: string;
}

/** A day of this century. */
const TITLE_MAX = 200;
const TEXT_MAX = 1_000;

/** Adds a task for a unit of today; gives its id. Throws `plan.title`, `plan.text`, `plan.day`, `unit.not_found`. */
export async function addTask(ctx: Context, sent: NewTask): Promise<string> {
  requireCan(ctx, 'plan.manage', ctx.directory.root().id);
  const row = taskRow(ctx, sent);
  const id = ctx.newId();
  await ctx.gate.run(async (db) => {
    const all = { ...row, id, done_on: null, evidence: '', revision: 1 };
    await db.insertInto('plan_task').values(all).execute();
    await audit({ ...ctx, db }, 'plan.add', { id, title: row.title, unit: row.unit, due: row.due_on });
  });
  return id;
}

/** Changes a task that nobody changed meanwhile. Throws as `addTask`, and `plan.edited`, `plan.not_found`. */
export async function changeTask(ctx: Context, id: string, revision: number, sent: NewTask): Promise<void> {
  requireCan(ctx, 'plan.manage', ctx.directory.root().id);
  const row = taskRow(ctx, sent);
  await ctx.gate.run(async (db) => {
    const changed = await db
      .updateTable('plan_task')
      .set({ ...row, revision: revision + 1 })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .returning('id')
      .executeTakeFirst();
    if (!changed) throw problem('plan.edited');
    await audit({ ...ctx, db }, 'plan.change', { id, title: row.title, unit: row.unit, due: row.due_on });
  });
}

/** Tells how far a task is this quarter; a second time replaces the first. Throws `plan.percent`, `plan.text`, `plan.not_found`. */
export async function tellProgress(
  ctx: Context,
  id: string,
  sent: { readonly percent: string; readonly note: string }
): Promise<void> {
  await requireTask(ctx, id);
  if (!/^\d{1,3}$/.test(sent.percent) || Number(sent.percent) > 100) throw problem('plan.percent');
  const percent = Number(sent.percent);
  const note = text(sent.note, TEXT_MAX, 'plan.text');
  const quarter = quarterOf(localDay(ctx.now()));
  const values = { percent, note, written_at: ctx.now(), actor: ctx.actor.id };
  await ctx.gate.run(async (db) => {
    await db
      .insertInto('plan_progress')
      .values({ task: id, quarter, ...values })
      .onConflict((conflict) => conflict.columns(['task', 'quarter']).doUpdateSet(values))
      .execute();
    await audit({ ...ctx, db }, 'plan.progress', { id, quarter, percent });
  });
}

/**
 * Says that a task is done, with the evidence that shows it, or open again (without any). Throws `plan.evidence`,
 * `plan.not_found`.
 */
export async function setDone(ctx: Context, id: string, sent: { isDone: boolean; evidence: string }): Promise<void> {
  await requireTask(ctx, id);
  const evidence = text(sent.evidence, TEXT_MAX, 'plan.text');
  if (sent.isDone && evidence === '') throw problem('plan.evidence');
  const done_on = sent.isDone ? localDay(ctx.now()) : null;
  await ctx.gate.run(async (db) => {
    await db.updateTable('plan_task').set({ done_on, evidence }).where('id', '=', id).execute();
    await audit({ ...ctx, db }, 'plan.done', { id, done: sent.isDone ? 1 : 0, evidence });
  });
}

/** Takes a task out of the plan, with its quarters; the audit keeps what it was. Throws `plan.not_found`. */
export async function removeTask(ctx: Context, id: string): Promise<void> {
  requireCan(ctx, 'plan.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    await db.deleteFrom('plan_progress').where('task', '=', id).execute();
    const gone = await db
      .deleteFrom('plan_task')
      .where('id', '=', id)
      .returning(['title', 'unit', 'due_on'])
      .executeTakeFirst();
    if (!gone) throw problem('plan.not_found');
    await audit({ ...ctx, db }, 'plan.remove', { id, title: gone.title, unit: gone.unit, due: gone.due_on });
  });
}

/** The unit whose task it is must be the person's own, or they manage the plan. */
async function requireTask(ctx: Context, id: string): Promise<void> {
  const row = await ctx.db.selectFrom('plan_task').select('unit').where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('plan.not_found');
  requireCan(ctx, 'plan.report', row.unit);
}

function taskRow(ctx: Context, sent: NewTask) {
  const title = text(sent.title, TITLE_MAX, 'plan.title');
  if (title === '') throw problem('plan.title');
  if (!isDay(sent.dueOn) || !sent.dueOn.startsWith('20')) throw problem('plan.day');
  const unit = ctx.directory.presentUnits().find(({ id }) => id === sent.unit);
  if (!unit) throw problem('unit.not_found');
  const criterion = text(sent.criterion, 40, 'plan.text');
  return { criterion, title, expected: text(sent.expected, TEXT_MAX, 'plan.text'), unit: unit.id, due_on: sent.dueOn };
}

function text(typed: string, max: number, fault: 'plan.title' | 'plan.text'): string {
  const words = typed.normalize('NFC').replaceAll('\r\n', '\n').trim();
  if (!isPrintedText(words) || [...words].length > max) throw problem(fault);
  return words;
}
