import { closedDaysText } from '../../../domain/organisation/counter-details.ts';
import { openDayText, openingHoursText } from '../../../domain/organisation/opening-hours.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { counterOf } from '../organisation/counter-editing.ts';
import type { CounterEntry, UnitEntry } from '../organisation/directory.ts';

interface Named {
  readonly id: string;
  readonly title: string;
}

type Follows = 'merge_from' | 'merge_to' | 'split_from' | 'split_to';

interface HistoryEvent {
  readonly on: string;
  readonly kind: 'rename' | Follows;
  /** What it was called, or whom it came from or became. */
  readonly units: readonly Named[];
}

interface Related {
  readonly on: string;
  readonly kind: Follows;
  readonly unit: string;
}

/** A unit with its place, its history and its counters, as who sets it up sees it. */
export function unitPage(ctx: Context, id: string) {
  requireCan(ctx, 'unit.read', id);
  const { directory } = ctx;
  const unit = directory.unit(id);
  const today = localDay(ctx.now());
  const named = (other: string): Named => ({ id: other, title: unitTitle(directory.unit(other)) });
  const children = directory.presentUnits().filter((other) => directory.path(other.id, today).at(-2) === id);
  return {
    unit: { ...unit, title: unitTitle(unit) },
    isRoot: id === directory.root().id,
    path: directory.path(id, today).map(named),
    children: children.map(({ id: child }) => named(child)),
    history: historyOf(ctx, unit, named),
    counters: directory
      .everyCounter()
      .filter((counter) => counter.unit === id)
      .map((counter) => counterRow(ctx, counter)),
    mayManage: can(ctx, 'unit.manage', id),
    mayEditOpening: can(ctx, 'counter.edit', id)
  };
}

/** What a unit was called, where it came from and what became of it, oldest first. */
function historyOf({ directory }: Context, unit: UnitEntry, named: (id: string) => Named): readonly HistoryEvent[] {
  const names = directory.pastNames(unit.id).map(({ to, ...name }): HistoryEvent => {
    return { on: to, kind: 'rename', units: [{ id: unit.id, title: unitTitle(name) }] };
  });
  const related = directory.successions().flatMap(({ from, to, on, kind }): readonly Related[] => {
    if (from === unit.id) return [{ on, kind: `${kind}_to`, unit: to }];
    return to === unit.id ? [{ on, kind: `${kind}_from`, unit: from }] : [];
  });
  const grouped = [...Map.groupBy(related, ({ on, kind }) => `${on} ${kind}`).values()].flatMap((rows) =>
    rows.slice(0, 1).map(({ on, kind }) => ({ on, kind, units: rows.map(({ unit: id }) => named(id)) }))
  );
  return [...names, ...grouped].sort((a, b) => (a.on < b.on ? -1 : 1));
}

function counterRow({ directory }: Context, counter: CounterEntry) {
  const { id, name, to, serviceFields, hours, revision } = counter;
  const links = directory.linksOf(counter.unit).filter((link) => link.counter.id === id && !link.revoked);
  return { id, name, to, serviceFields, hours: openingHoursText(hours), revision, links: links.length };
}

/** A counter as its form shows it. Throws `counter.not_found` where it is not the unit's. */
export function counterPage(ctx: Context, unit: string, id: string) {
  requireCan(ctx, 'unit.read', unit);
  const counter = counterOf(ctx, id);
  if (counter.unit !== unit) throw problem('counter.not_found');
  return {
    unit: { id: unit, title: unitTitle(ctx.directory.unit(unit)) },
    counter: {
      ...{ id, name: counter.name, to: counter.to, revision: counter.revision, position: counter.position + 1 },
      serviceFields: counter.serviceFields.join('\n'),
      hours: counter.hours.map(openDayText),
      closedDays: closedDaysText(counter.closedDays, '\n')
    },
    /** The same in words, for the second of two who change it. */
    now: {
      name: counter.name,
      fields: counter.serviceFields.join(', ') || '–',
      hours: openingHoursText(counter.hours) || '–',
      days: closedDaysText(counter.closedDays) || '–'
    },
    mayManage: can(ctx, 'unit.manage', unit) && counter.to === null,
    mayEditOpening: can(ctx, 'counter.edit', unit) && counter.to === null
  };
}
