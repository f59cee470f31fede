import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

export interface NewUnit {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly type: string;
  /** Null for the root: the province. */
  readonly parent: string | null;
  readonly from: string;
  readonly counters: readonly {
    readonly id: string;
    readonly name: string;
    readonly serviceFields?: readonly string[];
  }[];
}

/** Adds units with their counters, parents before children. The first unit of an empty database is the province. */
export async function addUnits(ctx: Context, units: readonly NewUnit[]): Promise<void> {
  if (ctx.directory.units().length > 0) requireCan(ctx, 'unit.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    for (const unit of units) await insertUnit({ ...ctx, db }, unit);
    await audit({ ...ctx, db }, 'unit.add', { units: units.length });
  });
  await ctx.directory.reload();
}

/** Inserts a unit with its counters inside the caller's transaction. */
export async function insertUnit({ db }: Pick<Context, 'db'>, unit: NewUnit): Promise<void> {
  const { id, code, name, type, parent, from: valid_from, counters } = unit;
  await db.insertInto('unit').values({ id, code, name, type, valid_from, valid_to: null }).execute();
  if (parent !== null) {
    await db.insertInto('unit_parent').values({ unit: id, parent, valid_from, valid_to: null }).execute();
  }
  for (const [position, { id: counter, name: called, serviceFields = [] }] of counters.entries()) {
    const service_fields = JSON.stringify(serviceFields);
    await db
      .insertInto('counter')
      .values({ id: counter, name: called, service_fields, unit: id, position, valid_from, valid_to: null })
      .execute();
  }
}

/** Marks an empty database as demo or production. It is marked once: demo data never become production data. */
export async function setPurpose(ctx: Context, purpose: 'demo' | 'production'): Promise<void> {
  await ctx.gate.run(async (db) => {
    await db.insertInto('setting').values({ name: 'purpose', value: purpose }).execute();
    await audit({ ...ctx, db }, 'purpose.set', { purpose });
  });
  await ctx.directory.reload();
}
