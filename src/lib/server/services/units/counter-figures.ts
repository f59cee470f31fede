import { counterTelling } from '../../../domain/disclosure/counter-telling.ts';
import type { Cut } from '../../../domain/disclosure/disclosure.ts';
import type { RoundCell } from '../../../domain/disclosure/round-disclosure.ts';
import { answersAt, keyItemAt, OPTIONS } from '../../../domain/tally/layout.ts';
import type { Context } from '../../context.ts';
import { countsInHeadline, headlineCell, type StoredCell } from '../estimate/estimate-cells.ts';
import type { Suppression } from '../estimate/estimate-view.ts';
import type { GatedRound } from '../estimate/estimates.ts';
import { keyFigure } from '../estimate/figures.ts';
import { ALL, countOf, cutCells, estimatePart, laneFilter, type Filter } from '../rounds/round-reading.ts';
import type { ShareFigure } from '../trends/round-figures.ts';

/** The headline of a counter; nothing of it where it may not be told. */
export interface CounterFigure {
  readonly id: string;
  readonly name: string;
  readonly serviceFields: readonly string[];
  readonly suppressed: Suppression | null;
  readonly n: number | null;
  readonly figure: ShareFigure | null;
}

export interface CounterFigures {
  /** Why no counter is told; `batches`: batches are of a unit in all. */
  readonly refusal: 'batches' | 'hidden' | 'none' | null;
  readonly counters: readonly CounterFigure[];
}

type CounterCell = StoredCell & { readonly counter: string };

/** The headline of each counter of a unit, by name: of its answers in the round, with the weights that they have in the unit. */
export async function counterFigures(ctx: Context, gated: GatedRound, unit: string): Promise<CounterFigures> {
  const { reading, gate } = gated;
  const { round, floor } = reading;
  if (floor.closedBatches) return { refusal: 'batches', counters: [] };
  const cells = await counterCells(ctx, gated, unit);
  const counted = cutCells({ ...reading, cells }, ALL);
  if (counted.length === 0) return { refusal: 'none', counters: [] };
  const isTold = (filter: Filter) => {
    const own = cutCells(reading, filter);
    return gate.of({ unit, filter, n: countOf(own), keyCounts: keyCountsOf(own) }) === null;
  };
  if (!isTold(ALL)) return { refusal: 'hidden', counters: [] };
  const told = cutsOf(ctx, gated)
    .filter(isTold)
    .map(({ respondentType, filingMode, lane }): Cut => {
      return { respondentType, filingMode, keepsLane: lane === null ? null : laneFilter(lane, round) };
    });
  const hides = counterTelling({
    cells: cells.map(roundCell),
    ...{ unit, counted: countsInHeadline(round), floor: floor.minimum, told }
  });
  const byCounter = Map.groupBy(cells, ({ counter }) => counter);
  const known = new Map(ctx.directory.everyCounter().map((counter) => [counter.id, counter]));
  const counters = [...byCounter].map(([id, all]): CounterFigure => {
    const { name = id, serviceFields = [] } = known.get(id) ?? {};
    const own = cutCells({ ...reading, cells: all }, ALL);
    const suppressed = hides(id);
    const base = { id, name, serviceFields, suppressed };
    if (suppressed !== null) return { ...base, n: null, figure: null };
    const n = countOf(own);
    return { ...base, n, figure: n === 0 ? null : figureOf(ctx, gated, counted, own) };
  });
  return { refusal: null, counters: counters.sort((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true })) };
}

function figureOf(
  ctx: Context,
  { reading }: GatedRound,
  all: readonly StoredCell[],
  own: readonly StoredCell[]
): ShareFigure {
  const found = estimatePart(ctx, reading, all, own);
  const { conclusive } = keyFigure(found, reading.round);
  return { ...found.satisfied, ci: found.satisfied.ciShown, conclusive };
}

async function counterCells(ctx: Context, { reading }: GatedRound, unit: string): Promise<readonly CounterCell[]> {
  const rows = await ctx.db
    .selectFrom('counter_moment')
    .selectAll()
    .where('round', '=', reading.round.id)
    .where('unit', '=', unit)
    .orderBy('counter')
    .execute();
  return rows.map((row) => ({ ...headlineCell(ctx, reading.round, row), counter: row.counter }));
}

/** Every cut that somebody can ask of a unit. */
function cutsOf(ctx: Context, { reading }: GatedRound): readonly Filter[] {
  const { respondentTypes, filingModes } = ctx.directory.questionnaire(reading.round.questionnaire);
  const lanes = new Set(reading.cells.flatMap(({ lane }) => [lane.channel, lane.evidence]));
  return [
    ...respondentTypes.map(({ id }) => ({ ...ALL, respondentType: id })),
    ...filingModes.map((filingMode) => ({ ...ALL, filingMode })),
    ...[...lanes].map((lane) => ({ ...ALL, lane }))
  ];
}

function roundCell(cell: CounterCell): RoundCell {
  const { counter, stratum, lane, n } = cell;
  const [, respondentType = '', filingMode = ''] = stratum.split('|');
  const key = answersAt(cell.moments, keyItemAt(cell.layout));
  return { unit: counter, respondentType, filingMode, lane, n, key, areas: [] };
}

/** Answers 1 … 5 to the key item. */
function keyCountsOf(cells: readonly StoredCell[]): readonly number[] {
  const counts = Array.from({ length: OPTIONS }, () => 0);
  for (const { layout, moments } of cells) {
    const at = keyItemAt(layout);
    for (let level = 0; level < OPTIONS; level += 1) counts[level] = (counts[level] ?? 0) + (moments[at + level] ?? 0);
  }
  return counts;
}
