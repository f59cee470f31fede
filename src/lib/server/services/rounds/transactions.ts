import { populationsFor, type Populations } from '../../../domain/estimate/populations.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import type { StoredCell } from '../estimate/estimate-cells.ts';

/** Settled transactions N by stratum, final and provisional, of a round. */
interface Known {
  readonly final: ReadonlyMap<string, number> | null;
  readonly provisional: ReadonlyMap<string, number> | null;
}

/** What the weights of a round are made of, read once for any number of units. */
export interface TransactionSources {
  readonly current: Known;
  readonly previous: ReadonlyMap<string, number> | null;
}

export async function readTransactions(ctx: Context, round: RoundEntry): Promise<TransactionSources> {
  const current = await knownOf(ctx, round.id);
  const before =
    round.previousRound === null ? { final: null, provisional: null } : await knownOf(ctx, round.previousRound);
  return { current, previous: before.final ?? before.provisional };
}

async function knownOf(ctx: Context, round: string): Promise<Known> {
  const rows = await ctx.db.selectFrom('transactions').selectAll().where('round', '=', round).execute();
  const pick = (provisional: number) => {
    const kept = rows.filter((row) => row.provisional === provisional);
    const entries = kept.map((row) => [`${row.unit}|${row.respondent_type}|${row.filing_mode}`, row.settled] as const);
    return entries.length > 0 ? new Map(entries) : null;
  };
  return { final: pick(0), provisional: pick(1) };
}

export interface Weights extends Populations {
  /** N of the domain by the best source known; null when none is. */
  readonly total: number | null;
}

/** The weights of cells by the frozen ladder (DESIGN §5.5), for the strata that `inDomain` names. */
export function weightsFor(
  sources: TransactionSources,
  cells: readonly Pick<StoredCell, 'stratum' | 'n'>[],
  inDomain: (stratum: string) => boolean
): Weights {
  const narrow = (known: ReadonlyMap<string, number> | null) => {
    const kept = known && [...known].filter(([stratum]) => inDomain(stratum));
    return kept && kept.length > 0 ? new Map(kept) : null;
  };
  const sizes = new Map<string, number>();
  for (const cell of cells) sizes.set(cell.stratum, (sizes.get(cell.stratum) ?? 0) + cell.n);
  const final = narrow(sources.current.final);
  const provisional = narrow(sources.current.provisional);
  const previous = narrow(sources.previous);
  const best = final ?? provisional ?? previous;
  const byUnit = best && totalsByUnit(best);
  const populations = populationsFor({ cells: sizes, final, provisional, previous, byUnit });
  const own = final ?? provisional;
  return { ...populations, total: own && [...own.values()].reduce((sum, value) => sum + value, 0) };
}

function totalsByUnit(known: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const [stratum, n] of known) {
    const unit = stratum.split('|')[0] ?? '';
    totals.set(unit, (totals.get(unit) ?? 0) + n);
  }
  return totals;
}
