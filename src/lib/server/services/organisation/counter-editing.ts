import { parseClosedDays, parseServiceFields } from '../../../domain/organisation/counter-details.ts';
import { counterName } from '../../../domain/organisation/names.ts';
import { parseOpenDay, WEEKDAYS, type OpeningHours } from '../../../domain/organisation/opening-hours.ts';
import type { AuditAct } from '../../../domain/access/audit-acts.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import type { CounterEntry } from './directory.ts';

/** When a counter is open, as a form says it: a text for each day of the week, and days parted by lines. */
export interface TypedOpening {
  readonly hours: readonly string[];
  readonly closedDays: string;
}

/** A counter as a form says it. */
export interface TypedCounter extends TypedOpening {
  readonly name: string;
  /** Its place in the list, from 1. */
  readonly position: string;
  readonly serviceFields: string;
}

/** Adds a counter at the end of a unit's list. Gives its id. Throws `counter.name_malformed`, `counter.name_taken`. */
export async function addCounter(ctx: Context, unit: string, typedName: string): Promise<string> {
  requireCan(ctx, 'unit.manage', unit);
  const name = checkedName(typedName);
  if (ctx.directory.unit(unit).to !== null) throw problem('unit.ended');
  const id = ctx.newId();
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    await requireFreeName(inside, { id, unit, name });
    const last = await db
      .selectFrom('counter')
      .select((e) => e.fn.max('position').as('position'))
      .where('unit', '=', unit)
      .executeTakeFirst();
    const position = (last?.position ?? -1) + 1;
    const from = localDay(ctx.now());
    await db.insertInto('counter').values({ id, unit, name, position, valid_from: from, valid_to: null }).execute();
    await audit(inside, 'counter.add', { counter: id, unit, name });
  });
  await ctx.directory.reload();
  return id;
}

/** Changes all of a counter. `revision` is the one that was shown. Throws `counter.edited`, `counter.…_malformed`. */
export async function saveCounter(ctx: Context, id: string, revision: number, typed: TypedCounter): Promise<void> {
  const counter = counterOf(ctx, id);
  requireCan(ctx, 'unit.manage', counter.unit);
  const name = checkedName(typed.name);
  const serviceFields = parseServiceFields(typed.serviceFields);
  if (serviceFields === null) throw problem('counter.fields_malformed');
  const position = Math.max(1, Math.trunc(Number(typed.position)) || 1) - 1;
  const set = { name, position, service_fields: JSON.stringify(serviceFields), ...openingOf(typed) };
  await change(ctx, counter, { revision, set, act: 'counter.change', details: { name } });
}

/** Changes when a counter is open: by the unit's own manager too. `revision` as above. */
export async function saveOpening(ctx: Context, id: string, revision: number, typed: TypedOpening): Promise<void> {
  const counter = counterOf(ctx, id);
  requireCan(ctx, 'counter.edit', counter.unit);
  await change(ctx, counter, { revision, set: openingOf(typed), act: 'counter.opening', details: {} });
}

/** Ends a counter and its links today: its answers stay. */
export async function endCounter(ctx: Context, id: string, revision: number): Promise<void> {
  const counter = counterOf(ctx, id);
  requireCan(ctx, 'unit.manage', counter.unit);
  const set = { valid_to: localDay(ctx.now()) };
  await change(ctx, counter, { revision, set, act: 'counter.end', details: { name: counter.name } });
}

interface CounterChange {
  readonly revision: number;
  readonly set: Readonly<Record<string, string | number>>;
  readonly act: AuditAct;
  readonly details: Readonly<Record<string, string>>;
}

async function change(ctx: Context, counter: CounterEntry, { revision, set, act, details }: CounterChange) {
  const { id, unit } = counter;
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    if (details['name'] !== undefined) await requireFreeName(inside, { id, unit, name: details['name'] });
    const saved = await db
      .updateTable('counter')
      .set({ ...set, revision: revision + 1 })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('valid_to', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!saved) throw problem('counter.edited');
    if (act === 'counter.end')
      await db.updateTable('link').set({ status: 'revoked' }).where('counter', '=', id).execute();
    await audit(inside, act, { counter: id, unit, ...details });
  });
  await ctx.directory.reload();
}

/** A counter of today or of the past. Throws `counter.not_found`. */
export function counterOf(ctx: Context, id: string): CounterEntry {
  const counter = ctx.directory.everyCounter().find((known) => known.id === id);
  if (!counter) throw problem('counter.not_found');
  return counter;
}

function checkedName(typed: string): string {
  const name = counterName(typed);
  if (name === null) throw problem('counter.name_malformed');
  return name;
}

function openingOf({ hours: typed, closedDays }: TypedOpening) {
  const hours: OpeningHours = WEEKDAYS.map((day, i) => {
    const spans = parseOpenDay(typed[i] ?? '');
    if (spans === null) throw problem('counter.hours_malformed', { day });
    return spans;
  });
  const days = parseClosedDays(closedDays);
  if (days === null) throw problem('counter.days_malformed');
  return { hours: JSON.stringify(hours), closed_days: JSON.stringify(days) };
}

/** Two counters of today with one name in a unit could not be told apart. */
async function requireFreeName({ db }: Context, of: { id: string; unit: string; name: string }): Promise<void> {
  const taken = await db
    .selectFrom('counter')
    .select('id')
    .where('unit', '=', of.unit)
    .where('name', '=', of.name)
    .where('id', '<>', of.id)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  if (taken) throw problem('counter.name_taken', { name: of.name });
}
