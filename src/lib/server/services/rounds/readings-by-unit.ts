import type { Context } from '../../context.ts';
import type { StoredCell } from '../estimate/estimate-cells.ts';
import type { RoundReading } from './round-reading.ts';
import type { TransactionSources } from './transactions.ts';

/** The reading of every unit with what is under it: cells and transactions are divided once, not searched by each unit. */
export function readingsByUnit(ctx: Context, reading: RoundReading): ReadonlyMap<string, RoundReading> {
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
