import { setImmediate as othersFirst } from 'node:timers/promises';
import { floorFor } from '../../../domain/access/policy.ts';
import { topCounts, type TopCounts } from '../../../domain/integrity/top-everywhere.ts';
import type { Context } from '../../context.ts';
import { gatedRound, type GatedRound } from '../estimate/estimates.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { readingsByUnit } from '../rounds/readings-by-unit.ts';
import { cutCells, stratumFilter, unitsUnder, type Filter, type RoundReading } from '../rounds/round-reading.ts';
import { ofRound } from '../trends/closed-rounds.ts';
import { gateOn, KEY, roundFigures, type RoundFigures } from '../trends/round-figures.ts';

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

/** From memory where the round is closed; for readers in closed batches anew. */
export async function unitFigures(
  ctx: Context,
  marks: ReadonlyMap<string, string>,
  round: RoundEntry,
  { parent, filter }: UnitScope
): Promise<FiguresByUnit> {
  const compute = async () => computed(ctx, await gatedRound(ctx, round, parent), { parent, filter });
  const { minimum, closedBatches } = floorFor(ctx.actor.grants, ctx.directory.path(parent, round.opensOn));
  if (closedBatches) return compute();
  const members = unitsUnder(ctx, round, parent).length;
  const name = JSON.stringify([
    'units',
    parent,
    members,
    minimum,
    filter.respondentType,
    filter.filingMode,
    filter.lane
  ]);
  return ofRound(ctx, marks, { round, name }, compute);
}

async function computed(ctx: Context, { reading, gate }: GatedRound, scope: UnitScope): Promise<FiguresByUnit> {
  const { parent, filter } = scope;
  const figuresOf = (unit: string, own: RoundReading) =>
    roundFigures(ctx, own, {
      filter,
      inDomain: stratumFilter(filter),
      hides: gateOn(gate, unit, filter),
      withItems: false
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
    const isWhole = figures.suppressed === null && figures.hidden.length === 0;
    if (isWhole) tops.set(unit, topCounts(cutCells(own, filter), KEY));
  }
  return { whole: figuresOf(parent, readings.get(parent) ?? reading), units, tops };
}
