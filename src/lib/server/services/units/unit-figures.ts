import { setImmediate as othersFirst } from 'node:timers/promises';
import { floorFor } from '../../../domain/access/policy.ts';
import { topCounts, type TopCounts } from '../../../domain/integrity/top-everywhere.ts';
import type { Context } from '../../context.ts';
import { gatedRound, type GatedRound } from '../estimate/estimates.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { readingsByUnit } from '../rounds/readings-by-unit.ts';
import {
  cutCells,
  floorOf,
  isCommon,
  isLate,
  stratumFilter,
  unitsUnder,
  type Filter,
  type RoundReading
} from '../rounds/round-reading.ts';
import { knownOfRound, ofRound, type RoundMarks } from '../estimate/closed-rounds.ts';
import { gateOn, KEY, roundFigures, type RoundFigures } from '../trends/round-figures.ts';
import { topOf } from '../trends/time-rows.ts';

export interface UnitScope {
  /** The unit whose units are listed. */
  readonly parent: string;
  readonly filter: Filter;
}

/** The figures of the parent and of every unit under it, by unit, from one reading of the round. */
export interface FiguresByUnit {
  readonly whole: RoundFigures;
  readonly units: ReadonlyMap<string, RoundFigures>;
  /** Answers with the highest level, of the units that are shown whole. */
  readonly tops: ReadonlyMap<string, TopCounts>;
}

/** What was kept where the round is closed; for readers in closed batches anew. */
export async function unitFigures(
  ctx: Context,
  marks: RoundMarks,
  round: RoundEntry,
  { parent, filter }: UnitScope
): Promise<FiguresByUnit> {
  const compute = async () => computed(ctx, await gatedRound(ctx, round, parent), { parent, filter });
  const { closedBatches } = floorFor(ctx.actor.grants, ctx.directory.path(parent, round.opensOn));
  return closedBatches || isLate(filter)
    ? compute()
    : ofRound(ctx, marks, namedOf(ctx, round, { parent, filter }), compute);
}

/**
 * The figures of a unit in a closed round, as the table of the units under the reader's highest one has them; undefined
 * where that was not made yet, or another floor holds for the unit.
 */
export async function figuresInTable(
  ctx: Context,
  marks: RoundMarks,
  round: RoundEntry,
  { unit, filter }: { readonly unit: string; readonly filter: Filter }
): Promise<RoundFigures | undefined> {
  const parent = topOf(ctx, ctx.directory.path(unit, round.opensOn));
  const [whole, own] = [floorOf(ctx, round, parent), floorOf(ctx, round, unit)];
  if (parent === unit || whole.minimum !== own.minimum || own.closedBatches) return undefined;
  const table = await knownOfRound<FiguresByUnit>(ctx, marks, namedOf(ctx, round, { parent, filter }));
  return table?.units.get(unit);
}

function namedOf(ctx: Context, round: RoundEntry, { parent, filter }: UnitScope) {
  const { minimum } = floorFor(ctx.actor.grants, ctx.directory.path(parent, round.opensOn));
  const members = unitsUnder(ctx, round, parent).length;
  const { respondentType, filingMode, lane } = filter;
  const name = JSON.stringify(['units', parent, members, minimum, respondentType, filingMode, lane]);
  const isShared = parent === ctx.directory.root().id && isCommon(filter);
  return { round, name, units: members, isShared };
}

async function computed(ctx: Context, { reading, gate }: GatedRound, scope: UnitScope): Promise<FiguresByUnit> {
  const { parent, filter } = scope;
  const figuresOf = (unit: string, own: RoundReading) =>
    roundFigures(ctx, own, {
      filter,
      inDomain: stratumFilter(filter),
      hides: gateOn(gate, unit, filter),
      hiddenItems: null
    });
  const readings = readingsByUnit(ctx, reading);
  const units = new Map<string, RoundFigures>();
  const tops = new Map<string, TopCounts>();
  for (const unit of unitsUnder(ctx, reading.round, parent)) {
    if (unit === parent) continue;
    await othersFirst(); // between two units the answers that came in meanwhile
    const own = readings.get(unit) ?? { ...reading, cells: [] };
    const figures = figuresOf(unit, own);
    units.set(unit, figures);
    const isToldWhole = figures.suppressed === null && figures.hidden.length === 0;
    if (isToldWhole) tops.set(unit, topCounts(cutCells(own, filter), KEY));
  }
  return { whole: figuresOf(parent, readings.get(parent) ?? reading), units, tops };
}
