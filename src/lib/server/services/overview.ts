import { decision } from '../../domain/estimate/decision.ts';
import { suppress } from '../../domain/estimate/suppression.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import type { RoundEntry } from './directory.ts';
import type { OverviewView, SeriesPoint, UnitProgress } from './estimate-view.ts';
import { checkQuery, hiddenAmongSiblings, viewOf } from './estimates.ts';
import { headlineOf, roundView, unitView } from './figures.ts';
import {
  estimateHeadline,
  isCounted,
  partsBy,
  previousReading,
  readRound,
  unitsUnder,
  type EstimateQuery,
  type RoundReading
} from './round-reading.ts';
import { weightsFor } from './transactions.ts';

/** Rounds in the headline series. */
const SERIES_MAX = 8;

/** The Overview of a unit in a round: its estimate, the units under it with their progress, the headline over the rounds. */
export async function overview(ctx: Context, query: EstimateQuery): Promise<OverviewView> {
  requireCan(ctx, 'overview.read', query.unit);
  checkQuery(ctx, query);
  const round = ctx.directory.round(query.round);
  const reading = await readRound(ctx, round, query.unit);
  const previous = await previousReading(ctx, round, query.unit);
  const hidden = await hiddenAmongSiblings(ctx, round, query.unit);
  const units = await unitProgress(ctx, reading, query.unit);
  return {
    estimate: viewOf(ctx, { reading, previous, query, hidden }),
    previousRound: previous && roundView(previous.round),
    rounds: ctx.directory
      .rounds()
      .filter(({ units: members }) => members.size > 0)
      .map(roundView),
    units,
    unitsOnTarget: units.filter(({ n, target }) => n !== null && target !== null && n >= target).length,
    series: await series(ctx, round, query.unit)
  };
}

/** The round that a page shows when none is asked for: the open one, else the latest. */
export function currentRound(ctx: Context, unit: string): RoundEntry | undefined {
  const rounds = ctx.directory.rounds().filter((round) => unitsUnder(ctx, round, unit).length > 0);
  return rounds.find((round) => round.status === 'open') ?? rounds[0];
}

async function unitProgress(ctx: Context, reading: RoundReading, parent: string): Promise<readonly UnitProgress[]> {
  const { round, floor } = reading;
  const members = unitsUnder(ctx, round, parent).filter((unit) => unit !== parent);
  if (members.length === 0) return [];
  const targets = await ctx.db
    .selectFrom('round_unit')
    .select(['unit', 'target'])
    .where('round', '=', round.id)
    .execute();
  const targetOf = new Map(targets.map((row) => [row.unit, row.target]));
  const counted = Map.groupBy(reading.cells.filter(isCounted(round)), (cell) => cell.unit);
  const hidden = suppress(
    partsBy([...counted.values()].flat(), (cell) => cell.unit),
    floor.minimum
  );
  return members.map((unit) => {
    const cells = counted.get(unit) ?? [];
    const n = cells.reduce((sum, cell) => sum + cell.n, 0);
    const inUnit = (stratum: string) => stratum.startsWith(`${unit}|`);
    const base = {
      unit: unitView(ctx, unit),
      target: targetOf.get(unit) ?? null,
      population: weightsFor(reading.transactions, cells, inUnit).total
    };
    if (hidden.has(unit)) {
      return {
        ...base,
        n: null,
        share: null,
        ci: null,
        conclusive: false,
        suppressed: n < floor.minimum ? 'floor' : 'complementary'
      };
    }
    if (n === 0) return { ...base, n: 0, share: null, ci: null, conclusive: false, suppressed: null };
    const headline = headlineOf(ctx, round, estimateHeadline(ctx, reading, cells, inUnit));
    const gate = decision({ ...headline, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
    return { ...base, n, share: headline.share, ci: headline.ci, conclusive: gate.conclusive, suppressed: null };
  });
}

async function series(ctx: Context, upTo: RoundEntry, unit: string): Promise<readonly SeriesPoint[]> {
  const rounds = ctx.directory
    .rounds()
    .filter((round) => round.opensOn <= upTo.opensOn && unitsUnder(ctx, round, unit).length > 0)
    .slice(0, SERIES_MAX)
    .reverse();
  const points: SeriesPoint[] = [];
  for (const round of rounds) {
    const reading = await readRound(ctx, round, unit);
    const cells = reading.cells.filter(isCounted(round));
    const n = cells.reduce((sum, cell) => sum + cell.n, 0);
    const base = { round: round.id, name: round.name, open: round.status === 'open' };
    const hidden = n < reading.floor.minimum || (await hiddenAmongSiblings(ctx, round, unit));
    if (hidden) {
      points.push({ ...base, n: null, share: null, ci: null, conclusive: false });
      continue;
    }
    const headline = headlineOf(
      ctx,
      round,
      estimateHeadline(ctx, reading, cells, () => true)
    );
    const gate = decision({ ...headline, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
    points.push({ ...base, n, share: headline.share, ci: headline.ci, conclusive: gate.conclusive });
  }
  return points;
}
