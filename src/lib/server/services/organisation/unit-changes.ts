import { createHash } from 'node:crypto';
import type { AuditAct } from '../../../domain/access/audit-acts.ts';
import type { ChangePlan, OrganisationState, UnitChange } from '../../../domain/organisation/change-plan.ts';
import { chosenGrants } from '../../../domain/organisation/moved-grants.ts';
import { planChange } from '../../../domain/organisation/unit-change.ts';
import { parseRoundStatus } from '../../../domain/round/status.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { followGrants } from '../people/grants-at-ended-units.ts';
import { insertUnit } from './organisation.ts';

export interface PlannedChange {
  readonly plan: ChangePlan;
  /** Names what would be done: the confirmation carries it. */
  readonly mark: string;
}

/** What a change would do, by the state of now; nothing is written. */
export async function previewChange(ctx: Context, change: UnitChange): Promise<PlannedChange> {
  requireCan(ctx, 'unit.manage', ctx.directory.root().id);
  return planned(ctx, change);
}

async function planned(ctx: Context, change: UnitChange): Promise<PlannedChange> {
  const plan = planChange(await stateOf(ctx), change);
  const mark = createHash('sha256').update(JSON.stringify({ change, plan })).digest('hex').slice(0, 32);
  return { plan, mark };
}

const ACTS: Readonly<Record<UnitChange['kind'], AuditAct>> = {
  rename: 'unit.rename',
  move: 'unit.move',
  merge: 'unit.merge',
  split: 'unit.split',
  hand_over: 'unit.hand_over'
};

/**
 * Does what the preview showed, whole or not at all; gives the unit that it led to. Links stay with their counters, and
 * roles at a unit that ends go to those that follow: to all, or to those of `chosen` (`grantKey`).
 * Throws `change.shown_over` where it would no longer be what was shown, `change.refused`.
 */
export async function applyChange(
  ctx: Context,
  change: UnitChange,
  mark: string,
  chosen: ReadonlySet<string> | null = null
): Promise<string> {
  requireCan(ctx, 'unit.manage', ctx.directory.root().id);
  const ids = new Map<string, string>();
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const now = await planned(inside, change);
    if (now.mark !== mark) throw problem('change.shown_over');
    if (now.plan.faults.length > 0) throw problem('change.refused');
    ids.clear();
    for (const { id } of now.plan.begins) ids.set(id, ctx.newId());
    const idOf = (id: string) => ids.get(id) ?? id;
    await write(inside, { plan: now.plan, on: change.on, idOf });
    const { unit, on } = change;
    await audit(inside, ACTS[change.kind], { unit, from: on, ...auditDetails(now.plan) });
    const grants = chosenGrants(now.plan.grants, chosen);
    await followGrants(
      inside,
      grants.map((grant) => ({ ...grant, to: grant.to.map(idOf) }))
    );
  });
  await ctx.directory.reload();
  return [...ids.values()][0] ?? change.unit;
}

const auditDetails = ({ ends, begins, renames, counters }: ChangePlan) => ({
  ends: ends.length,
  begins: begins.map(({ code }) => code).join(', '),
  name: renames.map(({ type, name }) => `${type} ${name}`).join(', '),
  counters: counters.length
});

interface Writing {
  readonly plan: ChangePlan;
  readonly on: string;
  /** The id of a unit that the plan names, once it is made. */
  readonly idOf: (id: string) => string;
}

async function write(ctx: Context, writing: Writing): Promise<void> {
  const { plan, on, idOf } = writing;
  for (const { id, parent, ...begun } of plan.begins)
    await insertUnit(ctx, { ...begun, id: idOf(id), parent, from: on, counters: [] });
  for (const { unit, parent } of plan.moves) await moveUnit(ctx, { unit, parent: idOf(parent), on });
  for (const { unit, name, type } of plan.renames) await renameUnit(ctx, { unit, name, type, on });
  await moveCounters(ctx, writing);
  for (const unit of plan.ends) await endUnit(ctx, unit, on);
  for (const { from: from_unit, to, kind } of plan.successions) {
    await ctx.db
      .insertInto('unit_succession')
      .values({ from_unit, to_unit: idOf(to), on_day: on, kind })
      .onConflict((conflict) => conflict.columns(['from_unit', 'to_unit']).doUpdateSet({ on_day: on, kind }))
      .execute();
  }
}

async function moveUnit({ db }: Context, { unit, parent, on }: { unit: string; parent: string; on: string }) {
  await db
    .updateTable('unit_parent')
    .set({ valid_to: on })
    .where('unit', '=', unit)
    .where('valid_to', 'is', null)
    .execute();
  await db.insertInto('unit_parent').values({ unit, parent, valid_from: on, valid_to: null }).execute();
}

/** The name of before is kept with its days. */
async function renameUnit({ db }: Context, of: { unit: string; name: string; type: string; on: string }) {
  const { unit, name, type, on } = of;
  const old = await db.selectFrom('unit').selectAll().where('id', '=', unit).executeTakeFirstOrThrow();
  const before = await db
    .selectFrom('unit_name')
    .select((e) => e.fn.max('valid_to').as('since'))
    .where('unit', '=', unit)
    .executeTakeFirst();
  const valid_from = before?.since ?? old.valid_from;
  await db.insertInto('unit_name').values({ unit, name: old.name, type: old.type, valid_from, valid_to: on }).execute();
  await db
    .updateTable('unit')
    .set({ name, type, revision: old.revision + 1 })
    .where('id', '=', unit)
    .execute();
}

async function moveCounters({ db }: Context, { plan, on, idOf }: Writing): Promise<void> {
  for (const { counter, from, to: planned, name } of plan.counters) {
    const to = idOf(planned);
    const last = await db
      .selectFrom('counter')
      .select((e) => e.fn.max('position').as('position'))
      .where('unit', '=', to)
      .executeTakeFirst();
    await db
      .updateTable('counter')
      .set((e) => ({ unit: to, name, position: (last?.position ?? -1) + 1, revision: e('revision', '+', 1) }))
      .where('id', '=', counter)
      .execute();
    await db.insertInto('counter_move').values({ counter, from_unit: from, to_unit: to, on_day: on }).execute();
  }
}

async function endUnit({ db }: Context, unit: string, on: string): Promise<void> {
  await db
    .updateTable('unit')
    .set((e) => ({ valid_to: on, revision: e('revision', '+', 1) }))
    .where('id', '=', unit)
    .execute();
  await db
    .updateTable('unit_parent')
    .set({ valid_to: on })
    .where('unit', '=', unit)
    .where('valid_to', 'is', null)
    .execute();
}

/** The organisation as the database has it, not as the directory of this process remembers it. */
async function stateOf(ctx: Context): Promise<OrganisationState> {
  const { db } = ctx;
  const units = await db.selectFrom('unit').selectAll().orderBy('code').execute();
  const parents = await db.selectFrom('unit_parent').selectAll().orderBy('unit').orderBy('valid_from').execute();
  const counters = await db
    .selectFrom('counter')
    .selectAll()
    .orderBy('unit')
    .orderBy('position')
    .orderBy('id')
    .execute();
  const grants = await db
    .selectFrom('role_grant')
    .select(['person', 'role', 'unit'])
    .orderBy('person')
    .orderBy('role')
    .orderBy('unit')
    .execute();
  const moves = await db.selectFrom('counter_move').select(['counter', 'on_day']).orderBy('on_day').execute();
  const names = await db.selectFrom('unit_name').select(['unit', 'valid_to']).orderBy('valid_to').execute();
  const movedOn = new Map(moves.map(({ counter, on_day }) => [counter, on_day]));
  return {
    root: ctx.directory.root().id,
    units: units.map(({ id, code, name, type, valid_from: from, valid_to: to }) => ({
      id,
      code,
      name,
      type,
      from,
      to
    })),
    parents: parents.map(({ unit, parent, valid_from: from, valid_to: to }) => ({ unit, parent, from, to })),
    counters: counters.map(({ id, unit, name, valid_to: to }) => {
      return { id, unit, name, to, movedOn: movedOn.get(id) ?? null };
    }),
    rounds: await roundsOf(ctx),
    grants,
    namedSince: new Map(names.map(({ unit, valid_to }) => [unit, valid_to])),
    today: localDay(ctx.now())
  };
}

async function roundsOf({ db }: Context): Promise<OrganisationState['rounds']> {
  const rounds = await db
    .selectFrom('round')
    .select(['id', 'name', 'status', 'opens_on', 'closes_on'])
    .orderBy('opens_on')
    .execute();
  const members = Map.groupBy(
    await db.selectFrom('round_unit').select(['round', 'unit']).execute(),
    ({ round }) => round
  );
  return rounds.map(({ id, name, status: known, opens_on: opensOn, closes_on: closesOn }) => {
    const status = parseRoundStatus(known);
    assert(status, 'a round has a status', { known });
    return { name, status, opensOn, closesOn, units: new Set(members.get(id)?.map(({ unit }) => unit)) };
  });
}
