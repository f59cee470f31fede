import { decision } from '../../../domain/estimate/decision.ts';
import type { DomainEstimate, Interval, ItemEstimate } from '../../../domain/estimate/domain-estimate.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import type { Suppression } from '../estimate/estimate-view.ts';
import { areasOf, countsOf, keyFigure } from '../estimate/figures.ts';
import type { Gate, HidesArea } from '../estimate/shown.ts';
import { countOf, cutCells, estimateCells, isWhole, type Filter, type RoundReading } from '../rounds/round-reading.ts';

/** A satisfied share that can be compared with that of another round. */
export interface ShareFigure {
  readonly share: number | null;
  readonly se: number | null;
  readonly df: number | null;
  /** The interval that people are shown. */
  readonly ci: Interval | null;
  /** Valid answers. */
  readonly n: number;
  readonly conclusive: boolean;
}

/** What a series needs of a unit in a round. Everything is null where the gate hides it. */
export interface RoundFigures {
  readonly suppressed: Suppression | null;
  /** Responses that count, and all received. */
  readonly n: number | null;
  readonly received: number | null;
  /** Settled transactions; null when not yet entered. */
  readonly population: number | null;
  /** The key item, the areas and the items by their id; absent where hidden or not asked. */
  readonly shares: Readonly<Record<string, ShareFigure>>;
  /** Areas and items that fewer than the floor answered. */
  readonly hidden: readonly string[];
}

/** Why a unit's figures in a cut, or those of an area, are not shown; null = they are. */
export interface Hides {
  readonly whole: (n: number, keyCounts: readonly number[]) => Suppression | null;
  readonly area: HidesArea;
}

/** The gate as it is asked of a cut of a unit. */
export function gateOn(gate: Gate, unit: string, filter: Filter): Hides {
  return {
    whole: (n, keyCounts) => gate.of({ unit, filter, n, keyCounts }),
    area: (area, n) => gate.ofArea({ unit, filter, area, n })
  };
}

export interface FigureScope {
  readonly filter: Filter;
  readonly inDomain: (stratum: string) => boolean;
  readonly hides: Hides;
  /** By area the items that are not told; null = none is. */
  readonly hiddenItems: ((area: string) => ReadonlySet<string>) | null;
}

/** The shares of a cut of a reading, by the one estimator and as far as the gate lets. */
export function roundFigures(ctx: Context, reading: RoundReading, scope: FigureScope): RoundFigures {
  const cells = cutCells(reading, scope.filter);
  const n = countOf(cells);
  const { result, weights } = estimateCells(ctx, reading, cells, scope.inDomain, {
    withItems: scope.hiddenItems !== null,
    spreadOf: ['pooled']
  });
  const suppressed = scope.hides.whole(n, result.keyItem.counts);
  if (suppressed !== null) return { suppressed, n: null, received: null, population: null, shares: {}, hidden: [] };
  const counts = countsOf(reading, n, weights);
  // What was received of a cut is not counted apart: the gate has not been asked for what is set aside.
  const base = {
    suppressed,
    n,
    received: isWhole(scope.filter) ? counts.received : null,
    population: counts.population
  };
  if (n === 0) return { ...base, shares: {}, hidden: [] };
  const { shares, hidden } = sharesOf(ctx, reading, result, scope);
  return { ...base, shares: { ...keyShare(reading.round, result), ...shares }, hidden };
}

/** The headline goes by this name among the shares. */
export const KEY = 'key';

function keyShare(round: RoundEntry, { keyItem }: DomainEstimate): Record<string, ShareFigure> {
  const { satisfied } = keyItem;
  const { conclusive } = keyFigure(keyItem, round);
  return { [KEY]: { ...satisfied, ci: satisfied.ciShown, conclusive } };
}

function sharesOf(ctx: Context, reading: RoundReading, result: DomainEstimate, { hides, hiddenItems }: FigureScope) {
  const shares: Record<string, ShareFigure> = {};
  const hidden: string[] = [];
  for (const { id, estimate, conclusive, suppressed } of areasOf(ctx, reading, result, {
    hides: hides.area,
    before: null
  })) {
    const { estimate: share, se, ci, n } = estimate.satisfied;
    if (suppressed !== null) hidden.push(id);
    else shares[id] = { share, se, df: estimate.df, ci, n, conclusive };
  }
  if (hiddenItems === null) return { shares, hidden };
  for (const { id: area, items } of ctx.directory.questionnaire(reading.round.questionnaire).areas) {
    const unshown = hiddenItems(area);
    for (const { id } of items) {
      const item = result.items[id];
      if (unshown.has(id)) hidden.push(id);
      else if (item) shares[id] = itemShare(reading.round, item);
    }
  }
  return { shares, hidden };
}

/** The satisfied share of an item, with the interval that people are shown. */
export function itemShare({ design }: RoundEntry, { n, df, satisfied }: ItemEstimate): ShareFigure {
  const { share, se, ciShown: ci } = satisfied;
  const { conclusive } = decision({ n, ci, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, design);
  return { share, se, df, ci, n, conclusive };
}
