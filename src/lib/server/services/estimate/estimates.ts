import type { Floor } from '../../../domain/access/policy.ts';
import { change } from '../../../domain/estimate/change.ts';
import { decision } from '../../../domain/estimate/decision.ts';
import type { EstimateExtent } from '../../../domain/estimate/estimate.ts';
import type { DomainEstimate } from '../../../domain/estimate/domain-estimate.ts';
import { composite } from '../../../domain/par/points.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import type { CellPart, StoredCell } from './estimate-cells.ts';
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
import { gateOf } from './gate.ts';
import type { Gate, HidesArea } from './shown.ts';
import { keptView, named, type AsOf } from './kept-views.ts';
import {
  countOf,
  cutCells,
  domainFilter,
  estimateCells,
  floorOf,
  isLate,
  isWhole,
  readingUnder,
  readRound,
  unitsUnder,
  type EstimateQuery,
  type RoundReading
} from '../rounds/round-reading.ts';
import type { Weights } from '../rounds/transactions.ts';
import { ofRound, roundMarks } from './closed-rounds.ts';

export type { EstimateQuery } from '../rounds/round-reading.ts';

/** The estimate path: moments of a round under a unit → estimate → points → the view of page, API and report. */
export async function estimateView(ctx: Context, query: EstimateQuery): Promise<AsOf<EstimateView>> {
  requireCan(ctx, 'estimate.read', query.unit);
  checkQuery(ctx, query);
  const round = ctx.directory.round(query.round);
  return keptView(ctx, ['estimate', named(query)], async () =>
    viewOf(ctx, query, await gatedRound(ctx, round, query.unit), await beforeOf(ctx, round, query))
  );
}

/** A round as a reader may see it: its cells under a unit, and the gate of what is shown of them. */
export interface GatedRound {
  readonly reading: RoundReading;
  readonly gate: Gate;
}

/** A round for who asks, or for whom a floor is given. */
export async function gatedRound(
  ctx: Context,
  round: RoundEntry,
  unit: string,
  floor = floorOf(ctx, round, unit),
  part: CellPart = 'whole'
): Promise<GatedRound> {
  return { reading: await readRound(ctx, round, { unit, floor, part }), gate: await gateOf(ctx, round, floor, unit) };
}

/** A round of which nothing but the key item is to be estimated. */
export function gatedHeadline(ctx: Context, round: RoundEntry, unit: string): Promise<GatedRound> {
  return gatedRound(ctx, round, unit, floorOf(ctx, round, unit), 'headline');
}

/** The round before, for whom a floor is given; null when there is none. */
export async function gatedPrevious(
  ctx: Context,
  round: RoundEntry,
  unit: string,
  floor: Floor
): Promise<GatedRound | null> {
  return round.previousRound === null ? null : gatedRound(ctx, ctx.directory.round(round.previousRound), unit, floor);
}

/** The same cut a round earlier, to compare with; null where there is none, it had no answers or is not shown. */
export async function beforeOf(
  ctx: Context,
  { previousRound }: RoundEntry,
  query: EstimateQuery
): Promise<Before | null> {
  if (previousRound === null) return null;
  const round = ctx.directory.round(previousRound);
  const floor = floorOf(ctx, round, query.unit);
  const compute = async () => beforeIn(ctx, query, await gatedRound(ctx, round, query.unit, floor));
  const members = unitsUnder(ctx, round, query.unit).length;
  const name = JSON.stringify(['before', members, floor.minimum, ...named(query).slice(1)]);
  const isShared = query.unit === ctx.directory.root().id && isWhole(query);
  const found = await (floor.closedBatches || isLate(query)
    ? compute()
    : ofRound(ctx, await roundMarks(ctx), { round, name, isShared }, compute));
  return found && { ...found, round };
}

/** The cut of a query in a round that was read for it; null where it had no answers or is not shown. */
export function beforeIn(ctx: Context, query: EstimateQuery, gated: GatedRound): Omit<Before, 'round'> | null {
  const { n, result, suppressed } = foundOf(ctx, query, gated, { withItems: false, spreadOf: ['pooled'] });
  if (n === 0 || suppressed !== null) return null;
  const hides = areaGate(gated.gate, query);
  const hidden = Object.entries(result.areas).filter(([id, { nValid }]) => hides(id, nValid) !== null);
  return { result, hidden: hidden.map(([id]) => id) };
}

/** The same round for a unit under the one it was read for. */
export function gatedUnder(ctx: Context, { reading, gate }: GatedRound, unit: string): GatedRound {
  return { reading: readingUnder(ctx, reading, unit), gate };
}

/** What was computed of a query, and why it is not shown; null = it is. */
export interface Found {
  readonly cells: readonly StoredCell[];
  readonly n: number;
  readonly result: DomainEstimate;
  readonly weights: Weights;
  readonly suppressed: Suppression | null;
}

/** The estimate of a query, to be shown only where it is not `suppressed`. */
export function foundOf(
  ctx: Context,
  query: EstimateQuery,
  { reading, gate }: GatedRound,
  extent: EstimateExtent = {}
): Found {
  const cells = cutCells(reading, query);
  const n = countOf(cells);
  const { result, weights } = estimateCells(ctx, reading, cells, domainFilter(ctx, reading.round, query), extent);
  const suppressed = gate.of({ unit: query.unit, filter: query, n, keyCounts: result.keyItem.counts });
  return { cells, n, result, weights, suppressed };
}

/** The view of a round that was read for the query's own unit, beside the same cut a round earlier. */
export function viewOf(
  ctx: Context,
  query: EstimateQuery,
  { reading, gate }: GatedRound,
  before: Before | null,
  { cells, n, result, weights, suppressed }: Found = foundOf(ctx, query, { reading, gate }),
  { withCuts = true }: { readonly withCuts?: boolean } = {}
): EstimateView {
  const { round, floor } = reading;
  const frame = frameOf(ctx, reading, query, suppressed);
  if (suppressed !== null || n === 0)
    return { ...frame, counts: suppressed === null ? countsOf(reading, 0, weights) : null };

  const headline = headlineOf(ctx, round, result.keyItem);
  const verdict = decision(
    { n: headline.n, ci: headline.ci, itemsWithoutAnswers: [], familiesWithoutAnswers: [] },
    round.design
  );
  const areas = areasOf(ctx, reading, result, { hides: areaGate(gate, query), before });
  // A hidden area could be computed from a total over all.
  const isTotal = areas.every((area) => area.suppressed === null);
  const beforeFigure = before && keyFigure(before.result.keyItem, before.round);
  const cuts = withCuts && isWhole(query);
  return {
    ...frame,
    counts: countsOf(reading, n, weights),
    headline,
    headlineChange: beforeFigure
      ? change(keyFigure(result.keyItem, round), beforeFigure, round.design.confidence)
      : null,
    conclusive: verdict.conclusive,
    reasons: verdict.reasons,
    areas,
    composite: isTotal ? composite(result, ctx.directory.criteriaSet(round.criteriaSet)) : null,
    points: isTotal ? pointsOf(ctx, round, result) : null,
    own: isTotal && mayShowOwn(ctx, gate, query) ? ownOf(ctx, reading, cells, weights) : null,
    byEvidence: cuts && !floor.closedBatches ? cutsOf(ctx, { reading, gate }, query.unit, 'evidence') : [],
    byChannel: cuts && !floor.closedBatches ? cutsOf(ctx, { reading, gate }, query.unit, 'channel') : []
  };
}

const areaGate =
  (gate: Gate, { unit, ...filter }: EstimateQuery): HidesArea =>
  (area, n) =>
    gate.ofArea({ unit, filter, area, n });

/** The figures by own items are of a unit in the whole round; in a cut they were a cut of a cut. */
function mayShowOwn({ directory }: Context, gate: Gate, query: EstimateQuery): boolean {
  return isWhole(query) && query.unit !== directory.root().id && gate.ofOwn(query.unit) === null;
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
    unit: unitView(ctx, query.unit, round),
    filter: { respondentType: query.respondentType, filingMode: query.filingMode, lane: query.lane },
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

/** Refuses a filter that the closed catalogue of cuts does not know. */
export function checkQuery(ctx: Context, query: EstimateQuery): void {
  const round = ctx.directory.round(query.round);
  if (round.status === 'draft') throw problem('round.not_found'); // seen by who prepares it alone
  const { respondentTypes, filingModes } = ctx.directory.questionnaire(round.questionnaire);
  if (query.respondentType !== null && !respondentTypes.some(({ id }) => id === query.respondentType))
    throw problem('filter.unknown', { at: 'respondentType' });
  if (query.filingMode !== null && !filingModes.includes(query.filingMode))
    throw problem('filter.unknown', { at: 'filingMode' });
  if (
    query.lane !== null &&
    !/^(qr|link|kiosk|paper|A1|A2|B|C|(qr|link|kiosk|paper)\/(A1|A2|B|C)\/(counted|quarantined|test|late))$/.test(
      query.lane
    )
  ) {
    throw problem('filter.unknown', { at: 'lane' });
  }
}
