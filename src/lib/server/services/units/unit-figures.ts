import { setImmediate as othersFirst } from 'node:timers/promises';
import { floorFor } from '../../../domain/access/policy.ts';
import { topCounts, type TopCounts } from '../../../domain/integrity/top-everywhere.ts';
import type { Context } from '../../context.ts';
import type { StoredCell } from '../estimate/estimate-cells.ts';
import { gatedRound, type GatedRound } from '../estimate/estimates.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { cutCells, unitsUnder, type Filter, type RoundReading } from '../rounds/round-reading.ts';
import type { TransactionSources } from '../rounds/transactions.ts';
import { ofRound } from '../trends/closed-rounds.ts';
import { KEY, roundFigures, type RoundFigures } from '../trends/round-figures.ts';

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
  const name = JSON.stringify(['units', parent, members, minimum, filter.respondentType, filter.lane]);
  return ofRound(ctx, marks, { round, name }, compute);
}

async function computed(ctx: Context, { reading, gate }: GatedRound, scope: UnitScope): Promise<FiguresByUnit> {
  const { parent, filter } = scope;
  const figuresOf = (unit: string, own: RoundReading) =>
    roundFigures(ctx, own, {
      filter,
      inDomain: (stratum) => filter.respondentType === null || stratum.split('|')[1] === filter.respondentType,
      hides: (n, keyCounts) => gate({ unit, filter, n, keyCounts }),
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

/** The reading of every unit with what is under it: cells and transactions are divided once, not searched by each unit. */
function readingsByUnit(ctx: Context, reading: RoundReading): ReadonlyMap<string, RoundReading> {
  const { round, cells, transactions } = reading;
  const members = new Map([...round.units].map((unit) => [unit, ctx.directory.path(unit, round.opensOn)]));
  const cellsOf = new Map<string, StoredCell[]>();
  for (const cell of cells) for (const unit of members.get(cell.unit) ?? []) listOf(cellsOf, unit).push(cell);
  const final = divided(transactions.current.final, members);
  const provisional = divided(transactions.current.provisional, members);
  const previous = divided(transactions.previous, members);
  const sources = (unit: string): TransactionSources => ({
    current: { final: final?.get(unit) ?? null, provisional: provisional?.get(unit) ?? null },
    previous: previous?.get(unit) ?? null
  });
  const units = new Set([...members.values()].flat());
  return new Map(
    [...units].map((unit) => [unit, { ...reading, cells: cellsOf.get(unit) ?? [], transactions: sources(unit) }])
  );
}

function listOf<T>(lists: Map<string, T[]>, id: string): T[] {
  const list = lists.get(id) ?? [];
  lists.set(id, list);
  return list;
}

/** Transactions by unit of the round and of all above it. */
function divided(
  known: ReadonlyMap<string, number> | null,
  members: ReadonlyMap<string, readonly string[]>
): ReadonlyMap<string, ReadonlyMap<string, number>> | null {
  if (known === null) return null;
  const byUnit = new Map<string, Map<string, number>>();
  for (const [stratum, settled] of known) {
    for (const unit of members.get(stratum.slice(0, stratum.indexOf('|'))) ?? []) {
      const own = byUnit.get(unit) ?? new Map<string, number>();
      byUnit.set(unit, own.set(stratum, settled));
    }
  }
  return byUnit;
}
