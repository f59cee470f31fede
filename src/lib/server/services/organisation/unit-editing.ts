import { dayFrom } from '../../../domain/import/cell.ts';
import {
  cleanName,
  counterName,
  listed,
  TYPE_MAX,
  UNIT_NAME_MAX,
  unitCode
} from '../../../domain/organisation/names.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { insertUnit } from './organisation.ts';

/** A unit as a form says it. */
export interface TypedUnit {
  readonly code: string;
  readonly name: string;
  readonly type: string;
}

/** Adds a unit under another; counters are parted by semicolons or lines. Gives its id. Throws `unit.…`, `counter.…`. */
export async function addUnit(
  ctx: Context,
  parent: string,
  typed: TypedUnit & { readonly from: string; readonly counters: string }
): Promise<string> {
  requireCan(ctx, 'unit.manage', parent);
  if (ctx.directory.unit(parent).to !== null) throw problem('unit.ended');
  const named = checkedUnit(typed);
  const from = dayFrom(typed.from);
  if (from === null) throw problem('unit.day_malformed');
  const counters = checkedCounters(typed.counters).map((name) => ({ id: ctx.newId(), name }));
  const id = ctx.newId();
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    await requireFreeCode(inside, named.code, id);
    await insertUnit(inside, { id, ...named, parent, from, counters });
    await audit(inside, 'unit.add', { unit: id, code: named.code, counters: counters.length });
  });
  await ctx.directory.reload();
  return id;
}

/**
 * Corrects what was typed wrongly, without a trace in the unit's names: a renaming by decree is a change with a day
 * (unit-changes.ts). `revision` is the one that was shown. Throws `unit.edited`, `unit.code_taken`, `unit.…_malformed`.
 */
export async function correctUnit(ctx: Context, id: string, revision: number, typed: TypedUnit): Promise<void> {
  requireCan(ctx, 'unit.manage', id);
  const named = checkedUnit(typed);
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    await requireFreeCode(inside, named.code, id);
    const saved = await db
      .updateTable('unit')
      .set({ ...named, revision: revision + 1 })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .returning('id')
      .executeTakeFirst();
    if (!saved) throw problem('unit.edited');
    await audit(inside, 'unit.correct', { unit: id, ...named });
  });
  await ctx.directory.reload();
}

/** Throws the first thing that is wrong with the code, name or type. */
export function checkedUnit({ code: typedCode, name: typedName, type: typedType }: TypedUnit): TypedUnit {
  const code = unitCode(typedCode);
  const name = cleanName(typedName, UNIT_NAME_MAX);
  const type = cleanName(typedType, TYPE_MAX);
  if (code === null) throw problem('unit.code_malformed');
  if (name === null) throw problem('unit.name_malformed');
  if (type === null) throw problem('unit.type_malformed');
  return { code, name, type };
}

function checkedCounters(text: string): readonly string[] {
  const names = listed(text).map(counterName);
  const known = names.filter((name) => name !== null);
  if (known.length < names.length) throw problem('counter.name_malformed');
  if (new Set(known).size < known.length) throw problem('counter.name_taken');
  return known;
}

/** Throws `unit.code_taken` where another unit, of today or of the past, has the code. */
export async function requireFreeCode({ db }: Pick<Context, 'db'>, code: string, id: string): Promise<void> {
  const taken = await db
    .selectFrom('unit')
    .select('id')
    .where('code', '=', code)
    .where('id', '<>', id)
    .executeTakeFirst();
  if (taken) throw problem('unit.code_taken', { code });
}
