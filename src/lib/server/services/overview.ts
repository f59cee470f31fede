import { setImmediate as othersFirst } from 'node:timers/promises';
import { decision } from '../../domain/estimate/decision.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import type { RoundEntry } from './directory.ts';
import type { OverviewView, SeriesPoint, UnitProgress } from './estimate-view.ts';
import { checkQuery, gatedPrevious, gatedRound, viewOf, type GatedRound } from './estimates.ts';
import { figuresInTurn } from './figures-in-turn.ts';
import { headlineOf, roundView, unitView } from './figures.ts';
import {
  countOf,
  cutCells,
  estimateHeadline,
  unitsUnder,
  type EstimateQuery,
  type Filter,
  type RoundReading
} from './round-reading.ts';
import { weightsFor } from './transactions.ts';

/** Rounds in the headline series. */
const SERIES_MAX = 8;

/** The Overview of a unit in a round: its estimate, the units under it with their progress, the headline over the rounds. */
export async function overview(ctx: Context, query: EstimateQuery): Promise<OverviewView> {
  requireCan(ctx, 'overview.read', query.unit);
  checkQuery(ctx, query);
  return figuresInTurn(() => computed(ctx, query));
}

async function computed(ctx: Context, query: EstimateQuery): Promise<OverviewView> {
  const round = ctx.directory.round(query.round);
  const current = await gatedRound(ctx, round, query.unit);
  const previous = await gatedPrevious(ctx, round, query.unit);
  const units = await unitProgress(ctx, current, query.unit);
  return {
    estimate: viewOf(ctx, query, current, previous),
    previousRound: previous && roundView(previous.reading.round),
    rounds: ctx.directory
      .rounds()
      .filter(({ units: members }) => members.size > 0)
      .map(roundView),
    units,
    unitsOnTarget: units.filter(({ n, target }) => n !== null && target !== null && n >= target).length,
    series: await series(ctx, round, query.unit, [current, ...(previous ? [previous] : [])])
  };
}

/** The round that a page shows when none is asked for: the open one, else the latest. */
export function currentRound(ctx: Context, unit: string): RoundEntry | undefined {
  const rounds = ctx.directory.rounds().filter((round) => unitsUnder(ctx, round, unit).length > 0);
  return rounds.find((round) => round.status === 'open') ?? rounds[0];
}

const ALL: Filter = { respondentType: null, lane: null };

async function unitProgress(
  ctx: Context,
  { reading, gate }: GatedRound,
  parent: string
): Promise<readonly UnitProgress[]> {
  const { round } = reading;
  const members = unitsUnder(ctx, round, parent).filter((unit) => unit !== parent);
  if (members.length === 0) return [];
  const targets = await ctx.db
    .selectFrom('round_unit')
    .select(['unit', 'target'])
    .where('round', '=', round.id)
    .execute();
  const targetOf = new Map(targets.map((row) => [row.unit, row.target]));
  const counted = Map.groupBy(cutCells(reading, ALL), (cell) => cell.unit);
  const progress: UnitProgress[] = [];
  for (const unit of members) {
    await othersFirst(); // between two units the answers that came in meanwhile
    progress.push(progressOf(ctx, { reading, gate }, unit, counted.get(unit) ?? [], targetOf.get(unit) ?? null));
  }
  return progress;
}

function progressOf(
  ctx: Context,
  { reading, gate }: GatedRound,
  unit: string,
  cells: RoundReading['cells'],
  target: number | null
): UnitProgress {
  const { round } = reading;
  const n = countOf(cells);
  const inUnit = (stratum: string) => stratum.startsWith(`${unit}|`);
  const population = weightsFor(reading.transactions, cells, inUnit).total;
  const base = { unit: unitView(ctx, unit), target, population };
  const figures = estimateHeadline(ctx, reading, cells, inUnit);
  const suppressed = gate({ unit, filter: ALL, n, keyCounts: figures.counts });
  if (suppressed !== null) return { ...base, n: null, share: null, ci: null, conclusive: false, suppressed };
  if (n === 0) return { ...base, n: 0, share: null, ci: null, conclusive: false, suppressed: null };
  const headline = headlineOf(ctx, round, figures);
  const verdict = decision({ ...headline, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
  return { ...base, n, share: headline.share, ci: headline.ci, conclusive: verdict.conclusive, suppressed: null };
}

async function series(
  ctx: Context,
  upTo: RoundEntry,
  unit: string,
  known: readonly GatedRound[]
): Promise<readonly SeriesPoint[]> {
  const rounds = ctx.directory
    .rounds()
    .filter((round) => round.opensOn <= upTo.opensOn && unitsUnder(ctx, round, unit).length > 0)
    .slice(0, SERIES_MAX)
    .reverse();
  const points: SeriesPoint[] = [];
  for (const round of rounds) {
    await othersFirst();
    const gated = known.find(({ reading }) => reading.round.id === round.id) ?? (await gatedRound(ctx, round, unit));
    const { reading, gate } = gated;
    const cells = cutCells(reading, ALL);
    const n = countOf(cells);
    const base = { round: round.id, name: round.name, open: round.status === 'open' };
    const figures = estimateHeadline(ctx, reading, cells, () => true);
    const suppressed = gate({ unit, filter: ALL, n, keyCounts: figures.counts }) !== null;
    if (suppressed || n === 0) {
      points.push({ ...base, n: suppressed ? null : 0, share: null, ci: null, conclusive: false });
      continue;
    }
    const headline = headlineOf(ctx, round, figures);
    const verdict = decision({ ...headline, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
    points.push({ ...base, n, share: headline.share, ci: headline.ci, conclusive: verdict.conclusive });
  }
  return points;
}
