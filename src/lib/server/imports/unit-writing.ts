import * as v from 'valibot';
import { problem } from '../../domain/shared/problem.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/connect.ts';
import { audit } from '../services/audit/audit.ts';
import { areCountersUsed, holdersOf } from '../services/organisation/unit-holders.ts';

const named = v.strictObject({ name: v.string(), type: v.string() });
const renaming = v.strictObject({ unit: v.string(), before: named, after: named });

export interface UnitWriting {
  /** Parents before children. */
  readonly units: readonly {
    readonly id: string;
    readonly code: string;
    readonly name: string;
    readonly type: string;
    readonly parent: string;
    readonly from: string;
  }[];
  readonly named: readonly v.InferOutput<typeof renaming>[];
  readonly counters: readonly {
    readonly id: string;
    readonly unit: string;
    readonly name: string;
    readonly position: number;
    readonly from: string;
  }[];
}

const undoShape = v.strictObject({
  units: v.array(v.string()),
  counters: v.array(v.string()),
  named: v.array(renaming)
});
type Undo = v.InferOutput<typeof undoShape>;

/** Rows of one statement: both databases take far more parameters. */
const TOGETHER = 200;

/** Writes units, names and counters inside the caller's transaction; gives what `undoUnits` takes. */
export async function writeUnits(inside: Context, { units, named: renamed, counters }: UnitWriting): Promise<Undo> {
  const { db } = inside;
  const unitRows = units.map(({ id, code, name, type, from }) => {
    return { id, code, name, type, valid_from: from, valid_to: null };
  });
  const parentRows = units.map(({ id, parent, from }) => ({ unit: id, parent, valid_from: from, valid_to: null }));
  const counterRows = counters.map(({ from, ...row }) => ({ ...row, valid_from: from, valid_to: null }));
  for (const rows of parted(unitRows)) await db.insertInto('unit').values(rows).execute();
  for (const rows of parted(parentRows)) await db.insertInto('unit_parent').values(rows).execute();
  for (const rows of parted(counterRows)) await db.insertInto('counter').values(rows).execute();
  for (const { unit, after } of renamed) await setName(inside, unit, after);
  await audit(inside, 'unit.add', { units: units.length, counters: counters.length, rows: renamed.length });
  return { units: units.map(({ id }) => id), counters: counters.map(({ id }) => id), named: [...renamed] };
}

function parted<T>(rows: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / TOGETHER) }, (_, i) =>
    rows.slice(i * TOGETHER, (i + 1) * TOGETHER)
  );
}

async function setName({ db }: Context, unit: string, name: v.InferOutput<typeof named>): Promise<void> {
  await db
    .updateTable('unit')
    .set((e) => ({ ...name, revision: e('revision', '+', 1) }))
    .where('id', '=', unit)
    .execute();
}

/** Takes back what `writeUnits` wrote. Throws `import.undo_stale` where somebody has used or changed any of it since. */
export async function undoUnits(inside: Context, undo: unknown): Promise<void> {
  const { units, counters, named: renamed } = v.parse(undoShape, undo);
  const { db } = inside;
  for (const { unit, before, after } of renamed) {
    const now = await db.selectFrom('unit').select(['name', 'type']).where('id', '=', unit).executeTakeFirst();
    if (now?.name !== after.name || now.type !== after.type) throw problem('import.undo_stale');
    await setName(inside, unit, before);
  }
  for (const ids of parted(counters)) await removeCounters(inside, ids);
  for (const ids of parted(units)) await requireUnused(inside, ids);
  for (const ids of parted(units)) await db.deleteFrom('unit_parent').where('unit', 'in', ids).execute();
  for (const ids of parted(units)) await removeUnits(inside, ids);
  await audit(inside, 'unit.remove', { units: units.length, counters: counters.length, rows: renamed.length });
}

async function removeCounters({ db }: Context, ids: readonly string[]): Promise<void> {
  if (await areCountersUsed(db, ids)) throw problem('import.undo_stale');
  await removeUnchanged(db, 'counter', ids);
}

/** Units that somebody has since given a role, a round, a counter, a name or a successor stay. */
async function requireUnused({ db }: Context, ids: readonly string[]): Promise<void> {
  const holders = await holdersOf(db, ids);
  if (holders.some((holder) => holder !== 'child')) throw problem('import.undo_stale'); // children: once all rows are gone
}

async function removeUnits({ db }: Context, ids: readonly string[]): Promise<void> {
  const above = await db
    .selectFrom('unit_parent')
    .select('unit')
    .where('parent', 'in', ids)
    .limit(1)
    .executeTakeFirst();
  if (above) throw problem('import.undo_stale');
  await removeUnchanged(db, 'unit', ids);
}

/** Rows that are as the import made them; throws where somebody has changed or ended one. */
async function removeUnchanged(db: Db, table: 'unit' | 'counter', ids: readonly string[]): Promise<void> {
  const gone = await db
    .deleteFrom(table)
    .where('id', 'in', ids)
    .where('revision', '=', 1)
    .where('valid_to', 'is', null)
    .returning('id')
    .execute();
  if (gone.length < ids.length) throw problem('import.undo_stale');
}
