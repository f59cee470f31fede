import { floorFor } from '../../../domain/access/policy.ts';
import {
  COVERAGE_MIN,
  fieldName,
  fieldRefusal,
  type CounterCount,
  type FieldRefusal
} from '../../../domain/disclosure/field-telling.ts';
import {
  standardisedShare,
  standardMix,
  type FieldSample,
  type StandardMix
} from '../../../domain/comparison/standardised.ts';
import { decision } from '../../../domain/estimate/decision.ts';
import { OPTIONS } from '../../../domain/tally/layout.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { checkQuery } from '../estimate/estimates.ts';
import { gateOf } from '../estimate/gate.ts';
import { keptView, named, type AsOf } from '../estimate/kept-views.ts';
import type { Gate } from '../estimate/shown.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, isWhole, unitsUnder, type EstimateQuery } from '../rounds/round-reading.ts';
import { readTransactions, weightsFor, type TransactionSources } from '../rounds/transactions.ts';
import { ofRound, roundMarks } from '../estimate/closed-rounds.ts';
import { counterSums, type CounterSum } from './counter-sums.ts';
import { unitTable } from './unit-table.ts';
import type { AdjustedFigure, AdjustedView, UnitTable } from './unit-table-view.ts';

/** Sums of a few counters by stratum are as large as the figures of so many units. */
const COUNTERS_A_UNIT = 4;

const NONE = { units: new Map<string, AdjustedFigure>(), mix: [], compared: 0 } as const;

/** The table of units with the share of each as it were with the fields of all: docs/STATISTICS.md, "By fields". */
export async function adjustedTable(ctx: Context, query: EstimateQuery, as: 'then' | 'now'): Promise<AsOf<UnitTable>> {
  const table = await unitTable(ctx, query, as);
  const adjusted = await adjustedUnits(ctx, query, table.as);
  const rows = table.rows.map((row) => {
    const own = adjusted.units.get(row.id) ?? null;
    // What may not be judged as it is may not be judged adjusted either.
    const conclusive = own?.figure?.conclusive === true && row.figure?.conclusive === true;
    return { ...row, adjusted: own?.figure ? { ...own, figure: { ...own.figure, conclusive } } : own };
  });
  return { ...table, rows, adjusted, asOf: Math.min(table.asOf, adjusted.asOf ?? table.asOf) };
}

async function adjustedUnits(
  ctx: Context,
  query: EstimateQuery,
  as: 'then' | 'now'
): Promise<AdjustedView & { readonly asOf?: number }> {
  requireCan(ctx, 'overview.read', query.unit);
  checkQuery(ctx, query);
  const round = ctx.directory.round(query.round);
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(query.unit, round.opensOn));
  // Batches are of a unit in all, and as now a unit is other counters: neither has fields.
  if (floor.closedBatches) return { ...NONE, refusal: 'batches' };
  if (!isWhole(query)) return { ...NONE, refusal: 'cut' };
  if (as === 'now') return { ...NONE, refusal: 'now' };
  return keptView(ctx, ['adjusted', named(query)], async () => {
    const units = unitsUnder(ctx, round, query.unit).filter((id) => id !== query.unit);
    const compute = () => counterSums(ctx, round, units);
    const name = JSON.stringify(['counter-sums', query.unit, units.length]);
    const named = { round, name, units: units.length * COUNTERS_A_UNIT };
    const sums = await ofRound(ctx, await roundMarks(ctx), named, compute);
    const [gate, transactions] = [await gateOf(ctx, round, floor, query.unit), await readTransactions(ctx, round)];
    return viewOf(ctx, { round, units, sums, gate, transactions, floor: floor.minimum });
  });
}

interface Found {
  readonly round: RoundEntry;
  readonly units: readonly string[];
  readonly sums: readonly CounterSum[];
  readonly gate: Gate;
  readonly transactions: TransactionSources;
  readonly floor: number;
}

function viewOf(ctx: Context, found: Found): AdjustedView {
  const fields = new Map(ctx.directory.everyCounter().map(({ id, serviceFields }) => [id, fieldName(serviceFields)]));
  const byUnit = Map.groupBy(found.sums, ({ unit }) => unit);
  const refusals = new Map<string, FieldRefusal>();
  const samples = new Map<string, FieldSample>();
  for (const unit of found.units) {
    const own = byUnit.get(unit) ?? [];
    const refusal = refusalOf(found, unit, own, fields);
    if (refusal !== null) refusals.set(unit, refusal);
    else samples.set(unit, sampleOf(found, unit, own, fields));
  }
  if (samples.size < 2) return { ...NONE, refusal: 'few_units' };
  const mix = standardMix([...samples.values()]);
  const figureOf = (unit: string): AdjustedFigure => {
    const sample = samples.get(unit);
    return sample ? adjusted(sample, mix, found.round) : { refusal: refusals.get(unit) ?? 'few', figure: null };
  };
  return {
    refusal: null,
    units: new Map(found.units.map((unit) => [unit, figureOf(unit)])),
    mix: [...mix].map(([field, part]) => ({ field, part })).sort((a, b) => b.part - a.part),
    compared: samples.size
  };
}

type Fields = ReadonlyMap<string, string | null>;

function refusalOf({ gate, floor }: Found, unit: string, own: readonly CounterSum[], fields: Fields) {
  const rows = own.reduce((n, sum) => n + sum.rows, 0);
  const keyCounts = Array.from({ length: OPTIONS }, (_, i) => own.reduce((n, sum) => n + (sum.keyCounts[i] ?? 0), 0));
  const isHidden = gate.of({ unit, filter: ALL, n: rows, keyCounts }) !== null;
  const counters = [...Map.groupBy(own, ({ counter }) => counter)].map(([counter, sums]): CounterCount => ({
    field: fields.get(counter) ?? null,
    rows: sums.reduce((n, sum) => n + sum.rows, 0),
    answers: sums.reduce((n, sum) => n + answersOf(sum), 0)
  }));
  return fieldRefusal(counters, { floor, isHidden });
}

const answersOf = ({ keyCounts }: CounterSum) => keyCounts.reduce((n, count) => n + count, 0);

/** The strata of a unit with their weights, by the ladder of all its figures, and what its fields hold of each. */
function sampleOf(found: Found, unit: string, own: readonly CounterSum[], fields: Fields): FieldSample {
  const cells = own.map((sum) => ({ stratum: sum.stratum, n: sum.rows }));
  const { populations } = weightsFor(found.transactions, cells, (stratum) => stratum.startsWith(`${unit}|`));
  const rows = new Map<string, number>();
  for (const { stratum, n } of cells) rows.set(stratum, (rows.get(stratum) ?? 0) + n);
  return {
    strata: new Map([...rows].map(([id, n]) => [id, { rows: n, weight: (populations.get(id) ?? n) / n }])),
    cells: own.map((sum) => ({
      field: fields.get(sum.counter) ?? '',
      ...{ stratum: sum.stratum, answers: answersOf(sum), satisfied: sum.satisfied }
    }))
  };
}

function adjusted(sample: FieldSample, mix: StandardMix, { design }: RoundEntry): AdjustedFigure {
  const found = standardisedShare(sample, mix, design.confidence);
  if (!found || found.coverage < COVERAGE_MIN) return { refusal: 'coverage', figure: null };
  const { share, ci, n, coverage } = found;
  const { conclusive } = decision({ n, ci, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, design);
  return { refusal: null, figure: { share, ci, n, coverage, conclusive } };
}
