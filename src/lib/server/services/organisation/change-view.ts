import type { ChangePlan } from '../../../domain/organisation/change-plan.ts';
import { grantKey } from '../../../domain/organisation/moved-grants.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';

/** A plan in words that people know units and counters by. */
export async function changeView(ctx: Context, plan: ChangePlan) {
  const { directory } = ctx;
  const begun = new Map(plan.begins.map((unit) => [unit.id, unitTitle(unit)]));
  const known = new Map(directory.units().map((unit) => [unit.id, unitTitle(unit)]));
  const title = (id: string) => begun.get(id) ?? known.get(id) ?? '';
  const counters = new Map(directory.everyCounter().map((counter) => [counter.id, counter]));
  const links = (unit: string, id: string) =>
    directory.linksOf(unit).filter((link) => link.counter.id === id && !link.revoked).length;
  return {
    faults: plan.faults,
    ends: plan.ends.map(title),
    begins: plan.begins.map((unit) => ({ title: unitTitle(unit), code: unit.code })),
    renames: plan.renames.map((unit) => ({ before: title(unit.unit), now: unitTitle(unit) })),
    moves: plan.moves.map(({ unit, parent }) => ({ title: title(unit), parent: title(parent) })),
    counters: plan.counters
      .filter(({ counter }) => counters.get(counter)?.to === null)
      .map(({ counter, from, to, name }) => {
        const before = counters.get(counter)?.name ?? '';
        return { id: counter, before, name, from: title(from), to: title(to), links: links(from, counter) };
      }),
    people: await peopleIn(ctx, plan, title)
  };
}

/** People with a role at units that end, and where they get it; with a key for each of several choices. */
async function peopleIn(ctx: Context, { grants }: ChangePlan, title: (unit: string) => string) {
  if (grants.length === 0) return [];
  const ids = grants.map(({ person }) => person);
  const rows = await ctx.db.selectFrom('person').select(['id', 'name']).where('id', 'in', ids).execute();
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return grants
    .map((grant) => ({
      name: names.get(grant.person) ?? grant.person,
      role: grant.role,
      from: title(grant.from),
      to: grant.to.map((unit) => ({ key: grantKey(grant, unit), title: title(unit) }))
    }))
    .sort((one, other) => one.name.localeCompare(other.name, 'vi'));
}

/** What a form of a change lets one choose from. */
export function changeChoices(ctx: Context, id: string) {
  const { directory } = ctx;
  const root = directory.root().id;
  requireCan(ctx, 'unit.manage', root);
  const unit = directory.unit(id);
  const today = localDay(ctx.now());
  const others = directory.presentUnits().filter((other) => other.id !== id);
  const option = (other: (typeof others)[number]) => ({ id: other.id, title: unitTitle(other), code: other.code });
  const byTitle = (a: { title: string }, b: { title: string }) => a.title.localeCompare(b.title, 'vi');
  return {
    unit: { ...unit, title: unitTitle(unit) },
    isRoot: id === root,
    today,
    others: others
      .filter((other) => other.id !== root)
      .map(option)
      .sort(byTitle),
    parents: others
      .filter((other) => !directory.path(other.id, today).includes(id))
      .map(option)
      .sort(byTitle),
    counters: directory.counters(id).map((counter) => ({ id: counter.id, name: counter.name }))
  };
}
