import { floorFor, type Floor } from '../../../domain/access/policy.ts';
import type { Cell, EstimateDesign } from '../../../domain/estimate/design.ts';
import type { Frame } from '../../../domain/estimate/block-estimate.ts';
import { stratumSizes } from '../../../domain/estimate/what-if.ts';
import { estimate, estimateFrame, estimateKeyItem, type EstimateExtent } from '../../../domain/estimate/estimate.ts';
import type { PairBlock } from '../../../domain/tally/layout.ts';
import { laneKey, type Lane } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { countsInHeadline, readCells, type CellPart, type StoredCell } from '../estimate/estimate-cells.ts';
import { readTransactions, weightsFor, type TransactionSources, type Weights } from './transactions.ts';

/** A cut of a unit's answers: null = all that count. */
export interface Filter {
  readonly respondentType: string | null;
  readonly filingMode: string | null;
  /** A channel (`qr`), an evidence class (`C`) or a whole lane (`qr/C/counted`). */
  readonly lane: string | null;
}

export interface EstimateQuery extends Filter {
  readonly round: string;
  readonly unit: string;
}

/** What the reads of one round share: its cells under a unit, for a reader. */
export interface RoundReading {
  readonly round: RoundEntry;
  readonly cells: readonly StoredCell[];
  readonly transactions: TransactionSources;
  readonly releasedThrough: string | null;
  readonly floor: Floor;
}

/** The units of a round at or under a unit, as they were when the round opened (today's tree until successions are read). */
export function unitsUnder(ctx: Context, round: RoundEntry, unit: string): readonly string[] {
  return [...round.units].filter((id) => ctx.directory.path(id, round.opensOn).includes(unit));
}

/** The floor for who asks. */
export function floorOf(ctx: Context, round: RoundEntry, unit: string): Floor {
  return floorFor(ctx.actor.grants, ctx.directory.path(unit, round.opensOn));
}

export async function readRound(
  ctx: Context,
  round: RoundEntry,
  of: { readonly unit: string; readonly floor: Floor; readonly part: CellPart }
): Promise<RoundReading> {
  const { unit, floor, part } = of;
  const units = unitsUnder(ctx, round, unit);
  const read =
    units.length > 0 ? await readCells(ctx, round, units, floor, part) : { cells: [], releasedThrough: null };
  return { round, ...read, transactions: await readTransactions(ctx, round), floor };
}

/** The part of a reading under a unit. */
export function readingUnder(ctx: Context, reading: RoundReading, unit: string): RoundReading {
  const units = new Set(unitsUnder(ctx, reading.round, unit));
  return { ...reading, cells: reading.cells.filter((cell) => units.has(cell.unit)) };
}

type InDomain = (stratum: string) => boolean;

/** The figures of cells with the round's design and weights: all, or those that a list needs, in a fraction of the time. */
export function estimateCells(
  ctx: Context,
  reading: RoundReading,
  cells: readonly StoredCell[],
  inDomain: InDomain,
  extent: EstimateExtent = {}
) {
  const weights = weightsFor(reading.transactions, cells, inDomain);
  return { result: estimate(withAnswers(cells), designOf(ctx, reading.round, weights), extent), weights };
}

/** The frame of cells with the weights that they have, to be answered otherwise. */
export function frameOf(ctx: Context, round: RoundEntry, weights: Weights, cells: readonly StoredCell[]): Frame {
  return estimateFrame(withAnswers(cells), designOf(ctx, round, weights));
}

/** Areas and their points alone of cells whose sums somebody has changed, with the weights that they had. */
export function estimateChanged(ctx: Context, { round, weights, spreadOf }: Changed, cells: readonly Cell[]) {
  return estimate(cells, designOf(ctx, round, weights), { withItems: false, withKeyItem: false, spreadOf });
}

interface Changed {
  readonly round: RoundEntry;
  readonly weights: Weights;
  /** The blocks whose intervals are wanted. */
  readonly spreadOf: readonly PairBlock[];
}

/** The areas of the same cells by the items alone that the unit itself is accountable for. */
export function estimateOwn(ctx: Context, reading: RoundReading, cells: readonly StoredCell[], weights: Weights) {
  const { areas } = ctx.directory.questionnaire(reading.round.questionnaire);
  const own = areas.flatMap((area) => area.items.filter(({ accountable }) => accountable === 'unit'));
  const accountable = new Set(own.map(({ id }) => id));
  const design = { ...designOf(ctx, reading.round, weights), accountable };
  return estimate(withAnswers(cells), design, { withItems: false, withKeyItem: false });
}

/** The key item of cells alone: for lists, cuts and series, which show nothing else. */
export function estimateHeadline(
  ctx: Context,
  reading: RoundReading,
  cells: readonly StoredCell[],
  inDomain: InDomain
) {
  const weights = weightsFor(reading.transactions, cells, inDomain);
  return estimateKeyItem(withAnswers(cells), designOf(ctx, reading.round, weights));
}

/** The key item of a part of some cells, with the weights that its rows have in all of them. */
export function estimatePart(
  ctx: Context,
  reading: RoundReading,
  all: readonly StoredCell[],
  part: readonly StoredCell[]
) {
  const weights = weightsFor(reading.transactions, all, () => true);
  const [rows, own] = [stratumSizes(all), stratumSizes(part)];
  const weightOf = (stratum: string) => {
    const population = weights.populations.get(stratum);
    return population === undefined ? 1 : population / (rows.get(stratum) ?? 1);
  };
  const populations = new Map([...own].map(([stratum, n]) => [stratum, n * weightOf(stratum)]));
  return estimateKeyItem(withAnswers(part), designOf(ctx, reading.round, { ...weights, populations }));
}

const withAnswers = (cells: readonly StoredCell[]) => cells.filter((cell) => cell.n > 0);

function designOf(ctx: Context, round: RoundEntry, weights: Weights): EstimateDesign {
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  return {
    areas: questionnaire.areas,
    booklets: round.design.form === 'full' ? {} : questionnaire.booklets,
    populations: weights.populations,
    confidence: round.design.confidence,
    fpc: round.design.fpc,
    lonely: 'adjust'
  };
}

/**
 * The lanes that a filter keeps: a channel keeps those that count, an evidence class stands beside the headline though
 * the round may not count it.
 */
export function laneFilter(filter: string | null, round: RoundEntry): (lane: Lane) => boolean {
  const counts = countsInHeadline(round);
  if (filter === null) return counts;
  if (filter.includes('/')) return (lane) => laneKey(lane) === filter;
  return (lane) => (counts(lane) && lane.channel === filter) || (lane.status === 'counted' && lane.evidence === filter);
}

/** All that counts. */
export const ALL: Filter = { respondentType: null, filingMode: null, lane: null };

export function isWhole({ respondentType, filingMode, lane }: Filter): boolean {
  return respondentType === null && filingMode === null && lane === null;
}

/** All, or one cut that is neither a single lane nor cut again: some fifteen, which many ask for. */
export function isCommon({ respondentType, filingMode, lane }: Filter): boolean {
  const cuts = [respondentType, filingMode, lane].filter((cut) => cut !== null);
  return cuts.length <= 1 && lane?.includes('/') !== true;
}

/** What comes after a round was closed: all else of it is frozen, and this goes on growing. */
export function isLate({ lane }: Filter): boolean {
  return lane !== null && lane.endsWith('/late');
}

/** The cells of a cut. */
export function cutCells(reading: RoundReading, filter: Filter): readonly StoredCell[] {
  const keeps = laneFilter(filter.lane, reading.round);
  const inStratum = stratumFilter(filter);
  return reading.cells.filter((cell) => keeps(cell.lane) && inStratum(cell.stratum));
}

/** Whether a stratum, `unit|respondentType|filingMode`, is in a cut. */
export function stratumFilter({ respondentType, filingMode }: Omit<Filter, 'lane'>): (stratum: string) => boolean {
  if (respondentType === null && filingMode === null) return () => true;
  return (stratum) => {
    const [, type, mode] = stratum.split('|');
    return (respondentType === null || respondentType === type) && (filingMode === null || filingMode === mode);
  };
}

/** The responses in cells. */
export function countOf(cells: readonly StoredCell[]): number {
  return cells.reduce((sum, cell) => sum + cell.n, 0);
}

/** The strata of a query's domain, by their id. */
export function domainFilter(ctx: Context, round: RoundEntry, query: EstimateQuery): (stratum: string) => boolean {
  const units = new Set(unitsUnder(ctx, round, query.unit));
  const inCut = stratumFilter(query);
  return (stratum) => units.has(stratum.slice(0, stratum.indexOf('|'))) && inCut(stratum);
}
