import { localDay } from '../../../domain/shared/time.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { areCountersUsed, holdersOf, type UnitHolder } from './unit-holders.ts';

/**
 * What keeps a unit from being removed; nothing where it was made by mistake and never used. Counters hold it only where
 * they were used themselves. Null for the province, which is never removed, and for a unit that has ended.
 */
export async function unitHolders(ctx: Context, id: string): Promise<readonly UnitHolder[] | null> {
  requireCan(ctx, 'unit.manage', id);
  if (id === ctx.directory.root().id || ctx.directory.unit(id).to !== null) return null;
  return heldBy(ctx, id);
}

async function heldBy({ db }: Pick<Context, 'db'>, id: string): Promise<readonly UnitHolder[]> {
  const holders = await holdersOf(db, [id]);
  if (!holders.includes('counter')) return holders;
  const counters = await db.selectFrom('counter').select('id').where('unit', '=', id).execute();
  const areUsed = await areCountersUsed(
    db,
    counters.map((counter) => counter.id)
  );
  return areUsed ? holders : holders.filter((holder) => holder !== 'counter');
}

/**
 * Removes a unit that nothing names, with its unused counters; gives the unit it was under. `revision` is the one that
 * was shown. Throws `unit.edited`, `unit.in_use`.
 */
export async function removeUnit(ctx: Context, id: string, revision: number): Promise<string> {
  requireCan(ctx, 'unit.manage', id);
  const parent = ctx.directory.path(id, localDay(ctx.now())).at(-2);
  const { code } = ctx.directory.unit(id);
  if (parent === undefined) throw problem('unit.in_use');
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    if ((await heldBy(inside, id)).length > 0) throw problem('unit.in_use');
    const counters = await db.deleteFrom('counter').where('unit', '=', id).returning('id').execute();
    await db.deleteFrom('unit_parent').where('unit', '=', id).execute();
    const gone = await db
      .deleteFrom('unit')
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('valid_to', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!gone) throw problem('unit.edited');
    await audit(inside, 'unit.remove', { unit: id, code, counters: counters.length });
  });
  await ctx.directory.reload();
  return parent;
}
