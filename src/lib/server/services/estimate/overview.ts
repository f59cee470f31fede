import { setImmediate as othersFirst } from 'node:timers/promises';
import { decision } from '../../../domain/estimate/decision.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import type { OverviewView, UnitProgress } from './estimate-view.ts';
import { beforeOf, checkQuery, gatedRound, viewOf, type GatedRound } from './estimates.ts';
import { headlineOf, roundView, unitView } from './figures.ts';
import { keptView, named, type AsOf } from './kept-views.ts';
import {
  ALL,
  countOf,
  cutCells,
  estimateHeadline,
  type EstimateQuery,
  type RoundReading,
  unitsUnder
} from '../rounds/round-reading.ts';
import { readingsByUnit } from '../rounds/readings-by-unit.ts';
import { seriesOf, type SeriesQuery } from './series.ts';
import { weightsFor } from '../rounds/transactions.ts';

/** The Overview of a unit in a round: its estimate, the units under it with their progress, the headline over the rounds. */
export async function overview(
  ctx: Context,
  query: EstimateQuery,
  as: SeriesQuery['as'] = 'then'
): Promise<AsOf<OverviewView>> {
  requireCan(ctx, 'overview.read', query.unit);
  checkQuery(ctx, query);
  return keptView(ctx, ['overview', named(query), as], () => computed(ctx, query, as));
}

async function computed(ctx: Context, query: EstimateQuery, as: SeriesQuery['as']): Promise<OverviewView> {
  const round = ctx.directory.round(query.round);
  const current = await gatedRound(ctx, round, query.unit);
  const before = await beforeOf(ctx, round, query);
  const units = await unitProgress(ctx, current, query.unit);
  const { points, ...seriesScope } = await seriesOf(ctx, { unit: query.unit, upTo: round, as }, current);
  return {
    estimate: viewOf(ctx, query, current, before),
    previousRound: round.previousRound === null ? null : roundView(ctx.directory.round(round.previousRound)),
    rounds: ctx.directory
      .rounds()
      .filter(({ units: members }) => members.size > 0)
      .map(roundView),
    units,
    unitsOnTarget: units.filter(({ n, target }) => n !== null && target !== null && n >= target).length,
    series: points,
    seriesScope
  };
}

/** The round that a page shows when none is asked for: the open one, else the latest. */
export function currentRound(ctx: Context, unit: string): RoundEntry | undefined {
  const rounds = ctx.directory.rounds().filter((round) => unitsUnder(ctx, round, unit).length > 0);
  return rounds.find((round) => round.status === 'open') ?? rounds[0];
}

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
  const readings = readingsByUnit(ctx, reading);
  const progress: UnitProgress[] = [];
  for (const unit of members) {
    await othersFirst(); // between two units the answers that came in meanwhile
    const own = { reading: readings.get(unit) ?? reading, gate };
    progress.push(progressOf(ctx, own, unit, counted.get(unit) ?? [], targetOf.get(unit) ?? null));
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
  const base = { unit: unitView(ctx, unit, round), target, population };
  const figures = estimateHeadline(ctx, reading, cells, inUnit);
  const suppressed = gate.of({ unit, filter: ALL, n, keyCounts: figures.counts });
  if (suppressed !== null) return { ...base, n: null, share: null, ci: null, conclusive: false, suppressed };
  if (n === 0) return { ...base, n: 0, share: null, ci: null, conclusive: false, suppressed: null };
  const headline = headlineOf(ctx, round, figures);
  const verdict = decision({ ...headline, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
  return { ...base, n, share: headline.share, ci: headline.ci, conclusive: verdict.conclusive, suppressed: null };
}
