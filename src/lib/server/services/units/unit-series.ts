import { setImmediate as othersFirst } from 'node:timers/promises';
import { counterUnitOn } from '../../../domain/organisation/history.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import { membership } from '../estimate/series.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, unitsUnder } from '../rounds/round-reading.ts';
import { KEY, type RoundFigures } from '../trends/round-figures.ts';
import { roundPoints } from '../trends/round-points.ts';
import type { FiguresByUnit } from './unit-figures.ts';
import type { SparkPoint } from './unit-table-view.ts';

type As = 'then' | 'now';

/** The units of the round, as they were or as they are today; the parent itself is none of them. */
export function unitMembers(
  ctx: Context,
  { round, parent, as }: { readonly round: RoundEntry; readonly parent: string; readonly as: As }
): readonly string[] {
  const then = unitsUnder(ctx, round, parent);
  const today = localDay(ctx.now());
  const now = () =>
    [...round.units]
      .flatMap((id) => (ctx.directory.unit(id).to === null ? [id] : []))
      .concat(
        ctx.directory
          .presentUnits()
          .filter(({ id, from }) => !round.units.has(id) && from > round.opensOn && hasCounters(ctx, id))
          .map(({ id }) => id)
      );
  const members = as === 'then' ? then : now().filter((id) => ctx.directory.path(id, today).includes(parent));
  return members.filter((id) => id !== parent);
}

const hasCounters = (ctx: Context, unit: string) => ctx.directory.counters(unit).length > 0;

interface Sources {
  readonly rounds: readonly RoundEntry[];
  readonly figures: ReadonlyMap<string, FiguresByUnit>;
  readonly members: readonly string[];
  readonly as: As;
}

/**
 * The figures of each unit by round. As now they are asked anew for the units alone that changed since the oldest of the
 * rounds, which are few; all others are as they were.
 */
export async function unitSeries(ctx: Context, { rounds, figures, members, as }: Sources) {
  const today = localDay(ctx.now());
  const oldest = rounds[0]?.opensOn ?? today;
  const anew = new Map<string, ReadonlyMap<string, RoundFigures>>();
  const changed = changedUnits(ctx, members, oldest, today);
  for (const unit of as === 'now' ? changed : []) {
    await othersFirst();
    const points = await roundPoints(ctx, { unit, as, ...ALL });
    anew.set(unit, new Map(points.map((point) => [point.id, point])));
  }
  const figuresOf = (unit: string, round: string): RoundFigures | undefined => {
    const own = anew.get(unit);
    return own ? own.get(round) : figures.get(round)?.units.get(unit);
  };
  const cutsOf = cutsIn(ctx, rounds, as === 'now' ? new Set() : changed);
  return {
    figuresOf,
    hasChanges: changed.size > 0,
    pointsOf: (unit: string): readonly SparkPoint[] =>
      rounds.map((round, i) => {
        const share = figuresOf(unit, round.id)?.shares[KEY]?.share ?? null;
        return { share, isCut: cutsOf(unit, i) };
      })
  };
}

/** The units that got or lost a counter between two days. */
export function changedUnits(ctx: Context, members: readonly string[], from: string, to: string): ReadonlySet<string> {
  const { directory } = ctx;
  const moves = directory.counterMoves();
  if (!moves.some(({ on }) => on > from) && !directory.parentDays().some((day) => day > from)) return new Set();
  const movesOf = Map.groupBy(moves, ({ counter }) => counter);
  const changed = new Set<string>();
  for (const { id, unit, from: began } of directory.everyCounter()) {
    if (began > to) continue;
    const pathOn = (day: string) => directory.path(counterUnitOn(movesOf.get(id) ?? [], id, unit, day), day);
    const [then, now] = [new Set(pathOn(from)), new Set(pathOn(to))];
    for (const one of then.symmetricDifference(now)) changed.add(one);
  }
  return new Set(members.filter((unit) => changed.has(unit)));
}

/** Whether a unit became another, or the form changed, before a round of the row. */
function cutsIn(ctx: Context, rounds: readonly RoundEntry[], changed: ReadonlySet<string>) {
  const memberships = new Map([...changed].map((unit) => [unit, membership(ctx, unit)]));
  return (unit: string, i: number): boolean => {
    const [before, round] = [rounds[i - 1], rounds[i]];
    if (!before || !round) return false;
    const hasChanged = memberships.get(unit)?.(before.opensOn, round.opensOn) ?? null;
    return before.design.form !== round.design.form || hasChanged !== null;
  };
}
