import { change, type PeriodFigure } from '../../../domain/estimate/change.ts';
import { decision, type Decision } from '../../../domain/estimate/decision.ts';
import type {
  AreaEstimate,
  DomainAreas,
  DomainEstimate,
  KeyItemEstimate
} from '../../../domain/estimate/domain-estimate.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { PointsRule } from '../../../domain/par/criteria-set.ts';
import { composite, points, type Points } from '../../../domain/par/points.ts';
import type { AreaPoints } from '../../../domain/par/steps.ts';
import type { Lane } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { countsInHeadline, type StoredCell } from './estimate-cells.ts';
import type { AreaView, Counts, CutView, Headline, OwnView, PointsView, RoundView, UnitView } from './estimate-view.ts';
import type { GatedRound } from './estimates.ts';
import { floorOnly, type HidesArea } from './shown.ts';
import {
  ALL,
  countOf,
  cutCells,
  domainFilter,
  estimateHeadline,
  estimateOwn,
  type RoundReading
} from '../rounds/round-reading.ts';
import type { Weights } from '../rounds/transactions.ts';

export function roundView(round: RoundEntry): RoundView {
  const { id, name, status, opensOn, closesOn, design } = round;
  return { id, name, status, opensOn, closesOn, kind: design.kind, confidence: design.confidence };
}

/** The unit as it was called when the round opened. */
export function unitView(ctx: Context, id: string, round: RoundEntry): UnitView {
  const unit = ctx.directory.unitOn(id, round.opensOn);
  return { id, code: unit.code, title: unitTitle(unit) };
}

/** How many answered, of how many. */
export function countsOf(reading: RoundReading, n: number, weights: Weights): Counts {
  const total = (keep: (cell: StoredCell) => boolean) =>
    reading.cells.filter(keep).reduce((sum, cell) => sum + cell.n, 0);
  return {
    n,
    received: total((cell) => cell.lane.status !== 'test'),
    quarantined: total((cell) => cell.lane.status === 'quarantined'),
    population: weights.total,
    weightStep: weights.step,
    overfull: weights.overfull
  };
}

export function headlineOf(ctx: Context, round: RoundEntry, figures: KeyItemEstimate): Headline {
  const { keyItem } = ctx.directory.questionnaire(round.questionnaire);
  const { mean, satisfied, counts } = figures;
  return {
    item: keyItem.id,
    text: keyItem.text,
    n: satisfied.n,
    share: satisfied.share,
    se: satisfied.se,
    ci: satisfied.ciShown,
    mean: mean.mean,
    meanSe: mean.se,
    counts
  };
}

/** The headline share as a figure that can be compared between rounds. */
export function keyFigure(figures: KeyItemEstimate, round: RoundEntry): PeriodFigure {
  const { share, se, df, n, ciShown: ci } = figures.satisfied;
  const gate = decision({ n, ci, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
  return { estimate: share, se, df, conclusive: gate.conclusive };
}

/** What was found of the same cut a round earlier. */
export interface Before {
  readonly round: RoundEntry;
  readonly result: DomainEstimate;
  /** The areas that are not shown. */
  readonly hidden: readonly string[];
}

function areaGate(found: AreaEstimate | undefined, round: RoundEntry): Decision {
  if (!found) return { conclusive: false, reasons: ['few_responses'] };
  return decision({ ...found, n: found.nValid, ci: found.satisfied.ci }, round.design);
}

/** An area with the interval of its share that people are shown. */
function shownArea(found: AreaEstimate | undefined): AreaEstimate | undefined {
  return found && { ...found, satisfied: { ...found.satisfied, ci: found.satisfied.ciShown } };
}

/** The areas of an estimate, each with its change, its gate and its simulated points, as far as they may be shown. */
export function areasOf(
  ctx: Context,
  { round }: RoundReading,
  result: DomainEstimate,
  { hides, before }: { readonly hides: HidesArea; readonly before: Before | null }
): readonly AreaView[] {
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const criteria = ctx.directory.criteriaSet(round.criteriaSet);
  const scored = points(result, criteria, criteria.rule, round.design.confidence);
  return questionnaire.areas.flatMap(({ id, title, short }): readonly AreaView[] => {
    const found = shownArea(result.areas[id]);
    if (!found) return [];
    const maxPoints = criteria.criteria.find((criterion) => criterion.area === id)?.maxPoints ?? 0;
    const named = { id, title, short, maxPoints, ruleOfArea: criteria.rule };
    const suppressed = hides(id, found.nValid);
    if (suppressed !== null) return [{ ...named, ...HIDDEN_AREA, suppressed }];
    const gate = areaGate(found, round);
    const past = before && pastFigure(before, id);
    return [
      {
        ...named,
        estimate: found,
        change: past ? change(areaFigure(found, gate), past, round.design.confidence) : null,
        conclusive: gate.conclusive,
        reasons: gate.reasons,
        points: gate.conclusive ? shownPoints(scored.areas[id], criteria.rule, found) : null,
        suppressed: null
      }
    ];
  });
}

const NO_FIGURE = { estimate: null, se: null, ci: null } as const;
const HIDDEN_AREA = {
  estimate: {
    ...NO_FIGURE,
    df: null,
    deff: null,
    deffReplace: null,
    nValid: 0,
    itemsWithoutAnswers: [],
    familiesWithoutAnswers: [],
    satisfied: { ...NO_FIGURE, df: null, n: 0, ciShown: null },
    weighted: NO_FIGURE
  },
  change: null,
  conclusive: false,
  reasons: ['few_responses'],
  points: null
} as const;

function areaFigure(area: AreaEstimate, { conclusive }: Decision): PeriodFigure {
  return { estimate: area.satisfied.estimate, se: area.satisfied.se, df: area.df, conclusive };
}

function pastFigure({ round, result, hidden }: Before, id: string): PeriodFigure | null {
  const area = shownArea(result.areas[id]);
  return area && !hidden.includes(id) ? areaFigure(area, areaGate(area, round)) : null;
}

/** The points of an area, with the interval of the share that is shown beside them. */
function shownPoints(scored: AreaPoints | undefined, rule: PointsRule, { satisfied }: AreaEstimate): AreaPoints | null {
  if (!scored || rule !== 'share' || satisfied.ci === null) return scored ?? null;
  const [low, high] = satisfied.ci;
  return { ...scored, ci: [low * scored.maxPoints, high * scored.maxPoints] };
}

/**
 * The simulated total by a rule (that of the criteria set), shown when enough answered, its own interval is narrow enough
 * and no item is without answers.
 */
export function pointsOf(
  ctx: Context,
  round: RoundEntry,
  result: DomainAreas,
  by: PointsRule = ctx.directory.criteriaSet(round.criteriaSet).rule
): PointsView | null {
  const criteria = ctx.directory.criteriaSet(round.criteriaSet);
  const scored = points(result, criteria, by, round.design.confidence);
  const { rule, total, caveats } = withWidth(scored, result);
  const ci = total.ci && ([total.ci[0] / total.maxPoints, total.ci[1] / total.maxPoints] as const);
  const mix = caveats.includes('item_mix') ? ['item_mix'] : [];
  const gate = decision({ n: result.n, ci, itemsWithoutAnswers: mix, familiesWithoutAnswers: [] }, round.design);
  if (!gate.conclusive || total.estimate === null) return null;
  const { id, title, status } = criteria;
  return { rule, criteriaSet: { id, title, status }, total, caveats };
}

/**
 * Points whose total has no width, since all or none were satisfied in every area, with the ends of the areas summed:
 * wider than an interval, but true of the people who did not answer.
 */
function withWidth(scored: Points, result: DomainAreas): Points {
  const { rule, areas, total, caveats } = scored;
  if (rule !== 'share' || total.se === null || total.se >= 1e-14) return scored;
  const ends = Object.entries(areas).map(([id, { maxPoints }]) => {
    const [low, high] = shownArea(result.areas[id])?.satisfied.ci ?? [0, 1];
    return [low * maxPoints, high * maxPoints] as const;
  });
  const ci = [ends.reduce((sum, [low]) => sum + low, 0), ends.reduce((sum, [, high]) => sum + high, 0)] as const;
  return { ...scored, total: { ...total, ci }, caveats: [...caveats, 'sum_of_ends'] };
}

/** The headline of a unit by evidence class or channel, beside the headline itself, as far as the gate lets. */
export function cutsOf(
  ctx: Context,
  { reading, gate }: GatedRound,
  unit: string,
  by: 'evidence' | 'channel'
): readonly CutView[] {
  const { round } = reading;
  const counts = by === 'channel' ? countsInHeadline(round) : (lane: Lane) => lane.status === 'counted';
  const values = new Set(reading.cells.filter(({ n, lane }) => n > 0 && counts(lane)).map(({ lane }) => lane[by]));
  return [...values].sort().map((id) => {
    const query = { round: round.id, unit, ...ALL, lane: id };
    const cells = cutCells(reading, query);
    const n = countOf(cells);
    const figures = estimateHeadline(ctx, reading, cells, domainFilter(ctx, round, query));
    const suppressed = gate.of({ unit, filter: query, n, keyCounts: figures.counts });
    const { share, ciShown: ci } = figures.satisfied;
    return suppressed === null ? { id, n, share, ci, suppressed } : { id, n: null, share: null, ci: null, suppressed };
  });
}

/** A unit's score by its own items, beside the whole; null where few answered one of its areas. */
export function ownOf(
  ctx: Context,
  reading: RoundReading,
  cells: readonly StoredCell[],
  weights: Weights
): OwnView | null {
  const { round, floor } = reading;
  const result = estimateOwn(ctx, reading, cells, weights);
  const hides = floorOnly(floor);
  if (Object.entries(result.areas).some(([id, { nValid }]) => hides(id, nValid) !== null)) return null;
  return {
    composite: composite(result, ctx.directory.criteriaSet(round.criteriaSet)),
    points: pointsOf(ctx, round, result),
    areasWithoutItems: result.areasWithoutItems
  };
}
