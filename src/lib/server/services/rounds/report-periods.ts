import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { allows } from '../../../domain/access/policy.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { ratedUnits } from './round-drafts.ts';

/** What a unit owes for a report period: its settled transactions, a report, a plan of action. */
export const DUTY_KINDS = ['transactions', 'report', 'plan'] as const;
export type DutyKind = (typeof DUTY_KINDS)[number];

/** A span that reports are about, e.g. 15 December to 14 March, and the day by which everything is owed. */
export interface NewReportPeriod {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly due: string;
}

export interface ReportPeriod extends NewReportPeriod {
  readonly id: string;
  readonly owed: number;
  readonly done: number;
}

const NAME_MAX = 80;
const LIST_MAX = 50;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Makes a period; every unit with counters owes the three things. Throws `period.malformed`. */
export async function createPeriod(ctx: Context, { name, from, to, due }: NewReportPeriod): Promise<string> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const isSound = [from, to, due].every((day) => DAY.test(day)) && from <= to && to <= due;
  if (!isSound || name.trim() === '' || [...name].length > NAME_MAX) throw problem('period.malformed');
  const id = ctx.newId();
  const units = [...ratedUnits(ctx)].sort();
  await ctx.gate.run(async (db) => {
    const row = { id, name: name.normalize('NFC').trim(), from_on: from, to_on: to, due_on: due };
    await db.insertInto('report_period').values(row).execute();
    for (const unit of units) {
      for (const kind of DUTY_KINDS) {
        await db.insertInto('report_duty').values({ period: id, unit, kind, done_on: null }).execute();
      }
    }
    await audit({ ...ctx, db }, 'period.create', { name: row.name, units: units.length });
  });
  return id;
}

/** The periods, the one that is due last first. */
export async function listPeriods(ctx: Context): Promise<readonly ReportPeriod[]> {
  requireCan(ctx, 'scorecard.read', ctx.directory.root().id);
  const rows = await ctx.db
    .selectFrom('report_period')
    .leftJoin('report_duty', 'report_duty.period', 'report_period.id')
    .select((e) => [
      'report_period.id',
      'name',
      'from_on as from',
      'to_on as to',
      'due_on as due',
      e.fn.count<number>('report_duty.unit').as('owed'),
      e.fn.count<number>('done_on').as('done')
    ])
    .groupBy(['report_period.id', 'name', 'from_on', 'to_on', 'due_on'])
    .orderBy('due_on', 'desc')
    .limit(LIST_MAX)
    .execute();
  return rows;
}

export interface UnitDuties {
  readonly unit: string;
  readonly title: string;
  /** The day on which each was done; null = still owed. */
  readonly done: Readonly<Record<DutyKind, string | null>>;
}

/** What every unit of a period owes, those that owe most first. Throws `period.not_found`. */
export async function periodView(ctx: Context, id: string) {
  requireCan(ctx, 'scorecard.read', ctx.directory.root().id);
  const period = (await listPeriods(ctx)).find((one) => one.id === id);
  if (!period) throw problem('period.not_found');
  const rows = await ctx.db.selectFrom('report_duty').selectAll().where('period', '=', id).execute();
  const units = [...Map.groupBy(rows, (row) => row.unit)].map(([unit, own]): UnitDuties => {
    const on = (kind: DutyKind) => own.find((row) => row.kind === kind)?.done_on ?? null;
    const done = { transactions: on('transactions'), report: on('report'), plan: on('plan') };
    return { unit, title: unitTitle(ctx.directory.unit(unit)), done };
  });
  const owes = ({ done }: UnitDuties) => DUTY_KINDS.filter((kind) => done[kind] === null).length;
  units.sort((a, b) => owes(b) - owes(a) || a.title.localeCompare(b.title, 'vi'));
  return { period, units, isOver: localDay(ctx.now()) > period.due };
}

/** Notes that a unit has done what it owed, or that it has not. Throws `period.not_found`. */
export async function setDuty(
  ctx: Context,
  duty: { readonly period: string; readonly unit: string; readonly kind: string; readonly isDone: boolean }
): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const { period, unit, kind, isDone } = duty;
  await ctx.gate.run(async (db) => {
    const set = await db
      .updateTable('report_duty')
      .set({ done_on: isDone ? localDay(ctx.now()) : null })
      .where('period', '=', period)
      .where('unit', '=', unit)
      .where('kind', '=', kind)
      .returning('unit')
      .executeTakeFirst();
    if (!set) throw problem('period.not_found');
    await audit({ ...ctx, db }, 'period.duty', { unit, kind, done: isDone ? 1 : 0 });
  });
}

export interface OwnDuty {
  readonly period: string;
  readonly kind: DutyKind;
  readonly due: string;
  readonly isOver: boolean;
}

/** What the units of a person still owe: a reminder on the Overview of who is not the province. */
export async function ownDuties(ctx: Context, unit: string): Promise<readonly OwnDuty[]> {
  const today = localDay(ctx.now());
  if (!allows(ctx.actor.grants, 'unit.read', ctx.directory.path(unit, today))) return [];
  const rows = await ctx.db
    .selectFrom('report_duty')
    .innerJoin('report_period', 'report_period.id', 'report_duty.period')
    .select(['report_period.name as period', 'kind', 'due_on as due'])
    .where('unit', '=', unit)
    .where('done_on', 'is', null)
    .orderBy('due_on')
    .limit(LIST_MAX)
    .execute();
  return rows.flatMap(({ period, kind: name, due }) => {
    const kind = DUTY_KINDS.find((known) => known === name);
    return kind ? [{ period, kind, due, isOver: today > due }] : [];
  });
}
