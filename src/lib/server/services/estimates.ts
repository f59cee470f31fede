import { change } from '../../domain/estimate/change.ts';
import { decision } from '../../domain/estimate/decision.ts';
import { allDissatisfied, suppress } from '../../domain/estimate/suppression.ts';
import { floorFor, type Floor } from '../../domain/access/policy.ts';
import { composite } from '../../domain/par/points.ts';
import { problem } from '../../domain/shared/problem.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import type { RoundEntry } from './directory.ts';
import { readCells, type StoredCell } from './estimate-cells.ts';
import type { EstimateView, Suppression } from './estimate-view.ts';
import {
  areasOf,
  countsOf,
  cutsOf,
  headlineOf,
  keyFigure,
  ownOf,
  pointsOf,
  roundView,
  unitView,
  type Before
} from './figures.ts';
import {
  domainFilter,
  estimateCells,
  isCounted,
  laneFilter,
  partsBy,
  previousReading,
  readRound,
  unitsUnder,
  type EstimateQuery,
  type RoundReading
} from './round-reading.ts';

export type { EstimateQuery } from './round-reading.ts';

/** The estimate path: moments of a round under a unit → estimate → points → the view of page, API and report. */
export async function estimateView(ctx: Context, query: EstimateQuery): Promise<EstimateView> {
  requireCan(ctx, 'estimate.read', query.unit);
  checkQuery(ctx, query);
  const round = ctx.directory.round(query.round);
  const reading = await readRound(ctx, round, query.unit);
  const previous = await previousReading(ctx, round, query.unit);
  return viewOf(ctx, { reading, previous, query, hidden: await hiddenAmongSiblings(ctx, round, query.unit) });
}

/** For readers of the whole: a unit that had to be hidden in the list of its siblings is hidden on its own page too. */
export async function hiddenAmongSiblings(ctx: Context, round: RoundEntry, unit: string): Promise<boolean> {
  const parent = ctx.directory.path(unit, round.opensOn).at(-2);
  if (parent === undefined) return false;
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(parent, round.opensOn));
  if (floor.closedBatches) return false; // sees no total above the unit
  const { cells } = await readCells(ctx, round, unitsUnder(ctx, round, parent), floor);
  return suppress(
    partsBy(cells.filter(isCounted(round)), (cell) => cell.unit),
    floor.minimum
  ).has(unit);
}

interface Ingredients {
  readonly reading: RoundReading;
  readonly previous: RoundReading | null;
  readonly query: EstimateQuery;
  readonly hidden: boolean;
}

export function viewOf(ctx: Context, { reading, previous, query, hidden }: Ingredients): EstimateView {
  const { round, floor } = reading;
  const counted = reading.cells.filter(laneFilter(query.lane, round));
  const cells = counted.filter((cell) => query.respondentType === null || cell.respondentType === query.respondentType);
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  const inDomain = domainFilter(ctx, round, query);
  const { result, weights } = estimateCells(ctx, reading, cells, inDomain);
  const suppressed = suppressionOf({
    n,
    floor,
    hidden,
    counts: result.keyItem.counts,
    cells: reading.cells,
    query,
    round
  });
  const frame = frameOf(ctx, reading, query, suppressed);
  if (suppressed !== null || n === 0) return { ...frame, counts: n === 0 ? countsOf(reading, 0, weights) : null };

  const before = previous && previousEstimate(ctx, previous, query);
  const headline = headlineOf(ctx, round, result.keyItem);
  const gate = decision(
    { n: headline.n, ci: headline.ci, itemsWithoutAnswers: [], familiesWithoutAnswers: [] },
    round.design
  );
  const areas = areasOf(ctx, round, result, before);
  const beforeFigure = before && keyFigure(before.result.keyItem, before.round);
  return {
    ...frame,
    counts: countsOf(reading, n, weights),
    headline,
    headlineChange: beforeFigure
      ? change(keyFigure(result.keyItem, round), beforeFigure, round.design.confidence)
      : null,
    conclusive: gate.conclusive,
    reasons: gate.reasons,
    areas,
    composite: composite(result, ctx.directory.criteriaSet(round.criteriaSet)),
    points: pointsOf(ctx, round, result),
    own: query.unit === ctx.directory.root().id ? null : ownOf(ctx, reading, cells, weights),
    byEvidence: cutsOf(ctx, reading, (cell) => cell.lane.evidence, inDomain),
    byChannel: cutsOf(ctx, reading, (cell) => cell.lane.channel, inDomain)
  };
}

function suppressionOf(of: {
  n: number;
  floor: Floor;
  hidden: boolean;
  counts: readonly number[];
  cells: readonly StoredCell[];
  query: EstimateQuery;
  round: RoundEntry;
}): Suppression | null {
  const { n, floor, query, round } = of;
  if (n > 0 && n < floor.minimum) return 'floor';
  if (n > 0 && floor.closedBatches && allDissatisfied(of.counts)) return 'all_dissatisfied';
  if (of.hidden) return 'complementary';
  if (query.respondentType === null && query.lane === null) return null;
  // Batches hold ten answers in all, not ten of each cut: two days of a cut would show one person's answer.
  if (floor.closedBatches) return 'complementary';
  // A cut is shown only when the cuts beside it do not reveal a hidden one.
  const name = (cell: StoredCell) =>
    `${query.respondentType === null ? '' : cell.respondentType}|${query.lane === null ? '' : laneFilter(query.lane, round)(cell)}`;
  const wanted = `${query.respondentType ?? ''}|${query.lane === null ? '' : true}`;
  const considered = query.lane?.includes('/')
    ? of.cells.filter((cell) => cell.lane.status !== 'test')
    : of.cells.filter(isCounted(round));
  return suppress(partsBy(considered, name), floor.minimum).has(wanted) ? 'complementary' : null;
}

function frameOf(
  ctx: Context,
  reading: RoundReading,
  query: EstimateQuery,
  suppressed: Suppression | null
): EstimateView {
  const { round, floor } = reading;
  const caveats = [
    ...(round.design.kind === 'self-selected' ? ['self_selected'] : []),
    ...(floor.closedBatches ? ['closed_batches'] : [])
  ];
  return {
    schema: 'hailong-estimate/1',
    round: roundView(round),
    unit: unitView(ctx, query.unit),
    filter: { respondentType: query.respondentType, lane: query.lane },
    simulatedData: ctx.directory.purpose() === 'demo',
    suppressed,
    floor: floor.minimum,
    releasedThrough: reading.releasedThrough,
    counts: null,
    headline: null,
    headlineChange: null,
    conclusive: false,
    reasons: suppressed ? [] : ['few_responses'],
    decisionN: round.design.decisionN,
    areas: [],
    composite: null,
    points: null,
    own: null,
    byEvidence: [],
    byChannel: [],
    method: { interval: round.design.kind === 'self-selected' ? 'indicative' : 'design_based', caveats }
  };
}

/** The same domain a round earlier; null where its group was too small to be shown. */
function previousEstimate(ctx: Context, reading: RoundReading, query: EstimateQuery): Before | null {
  const cells = reading.cells
    .filter(laneFilter(query.lane, reading.round))
    .filter((cell) => query.respondentType === null || cell.respondentType === query.respondentType);
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  if (n < reading.floor.minimum) return null;
  return {
    round: reading.round,
    result: estimateCells(ctx, reading, cells, domainFilter(ctx, reading.round, query)).result
  };
}

/** Refuses a filter that the closed catalogue of cuts does not know. */
export function checkQuery(ctx: Context, query: EstimateQuery): void {
  const round = ctx.directory.round(query.round);
  const types = ctx.directory.questionnaire(round.questionnaire).respondentTypes.map((type) => type.id);
  if (query.respondentType !== null && !types.includes(query.respondentType))
    throw problem('filter.unknown', { at: 'respondentType' });
  if (
    query.lane !== null &&
    !/^(qr|link|kiosk|paper|A1|A2|B|C|(qr|link|kiosk|paper)\/(A1|A2|B|C)\/(counted|quarantined|test|late))$/.test(
      query.lane
    )
  ) {
    throw problem('filter.unknown', { at: 'lane' });
  }
}
