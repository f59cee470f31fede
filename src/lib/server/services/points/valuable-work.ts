import type { Interval } from '../../../domain/estimate/domain-estimate.ts';
import type { Cell } from '../../../domain/estimate/design.ts';
import { shiftedMerged, stratumSizes, weightedCells, withPartShifted } from '../../../domain/estimate/what-if.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { points } from '../../../domain/par/points.ts';
import type { PointsTargets } from '../../../domain/par/points-target.ts';
import { gainInterval, partToReach, type ReachableLevel } from '../../../domain/par/reachable.ts';
import type { Item, Text } from '../../../domain/questionnaire/document.ts';
import type { Context } from '../../context.ts';
import type { StoredCell } from '../estimate/estimate-cells.ts';
import type { Found } from '../estimate/estimates.ts';
import { estimateChanged, unitsUnder, type RoundReading } from '../rounds/round-reading.ts';
import { isItemConclusive, type ToldStrata } from './told-strata.ts';

/** An item in the scope or in one unit of it, and what its level would bring the scope. */
export interface WorkRow {
  readonly item: string;
  readonly text: Text;
  readonly area: Text;
  /** Null: in the whole scope. */
  readonly unit: { readonly id: string; readonly title: string } | null;
  readonly n: number;
  /** Satisfied share now, and the level thought of, in [0, 1]. */
  readonly share: number;
  readonly level: number;
  /** Of 100 who are not satisfied, how many would be. */
  readonly k: number;
  /** In simulated points of the scope. */
  readonly gain: number;
  readonly ci: Interval;
}

export interface ItemWork extends WorkRow {
  /** Where the item is the unit's own: the units in which it would bring most. */
  readonly units: readonly WorkRow[];
}

interface Asked {
  readonly reading: RoundReading;
  readonly unit: string;
  readonly found: Found;
  readonly told: ToldStrata;
  readonly targets: PointsTargets;
  readonly level: ReachableLevel;
}

const ROWS_MAX = 8;
/** A gain that is written as 0,00 is none. */
const SEEN_FROM = 0.005;
/** Items of which units are looked at, units that are estimated for each, units that are shown. */
const [ITEMS_WITH_UNITS, UNITS_TRIED, UNITS_SHOWN] = [3, 6, 3];

/**
 * Items ranked by what their reaching the level would bring, where enough answered to conclude. A unit is asked for its
 * own items alone; nobody for what the nation decides (DESIGN §5.4).
 */
export function valuableWork(ctx: Context, asked: Asked): readonly ItemWork[] {
  const { reading, unit } = asked;
  const isProvince = unit === ctx.directory.root().id;
  const isOwn = ({ accountable }: Item) => accountable === 'unit' || (isProvince && accountable === 'province');
  const { areas } = ctx.directory.questionnaire(reading.round.questionnaire);
  const gains = new Gains(ctx, asked);
  const gainOf = gains.in(null);
  const rows: (WorkRow & { readonly isUnits: boolean })[] = [];
  for (const area of areas) {
    for (const item of area.items.filter(isOwn)) {
      const row = rowOf(ctx, asked, { area, item, in: unit, gainOf });
      if (row) rows.push({ ...row, unit: null, isUnits: item.accountable === 'unit' });
    }
  }
  const best = rows.sort(byGain).slice(0, ROWS_MAX);
  const work: ItemWork[] = [];
  for (const [i, { isUnits, ...row }] of best.entries()) {
    const units = isUnits && i < ITEMS_WITH_UNITS ? unitRows(ctx, asked, { id: row.item, gains }) : [];
    work.push({ ...row, units });
  }
  return work;
}

const byGain = (a: WorkRow, b: WorkRow) => b.gain - a.gain || (a.item < b.item ? -1 : 1);

type GainOf = (items: ReadonlySet<string>, share: number) => number | null;
/** What a shift in the whole scope or in one part of it brings: point estimates alone, of weighted cells. */
class Gains {
  private readonly ctx: Context;
  private readonly asked: Asked;
  private readonly sizes: ReadonlyMap<string, number>;
  private readonly whole: readonly Cell[];
  private readonly before: number | null;

  constructor(ctx: Context, asked: Asked) {
    const { cells, weights } = asked.found;
    this.ctx = ctx;
    this.asked = asked;
    this.sizes = stratumSizes(cells);
    this.whole = weightedCells(cells, weights.populations, this.sizes);
    this.before = this.totalOf(this.whole);
  }

  in(cells: readonly StoredCell[] | null): GainOf {
    const { populations } = this.asked.found.weights;
    const part = cells === null ? this.whole : weightedCells(cells, populations, this.sizes);
    return (items, share) => {
      const shifted = shiftedMerged(part, [{ items, share, inStratum: () => true }]);
      const after = this.totalOf(cells === null ? shifted : withPartShifted(this.whole, part, shifted));
      return this.before === null || after === null ? null : after - this.before;
    };
  }

  private totalOf(cells: readonly Cell[]): number | null {
    const { round } = this.asked.reading;
    const criteria = this.ctx.directory.criteriaSet(round.criteriaSet);
    const weights = { ...this.asked.found.weights, populations: new Map<string, number>() };
    const result = estimateChanged(this.ctx, { round, weights, spreadOf: [] }, cells);
    return points(result, criteria, criteria.rule, round.design.confidence).total.estimate;
  }
}

interface Candidate {
  readonly area: { readonly id: string; readonly title: Text };
  readonly item: Item;
  readonly in: string;
  readonly gainOf: GainOf;
}

function rowOf(ctx: Context, asked: Asked, { area, item, in: unit, gainOf }: Candidate): WorkRow | null {
  const told = asked.told.of({ unit, respondentType: null, filingMode: null, area: area.id, item: item.id });
  if (!told || !isItemConclusive(told, item.id, asked.reading)) return null;
  const { share, n } = told;
  const ci = told.found.result.items[item.id]?.satisfied.ciShown;
  const part = partToReach(asked.level, share, targetShare(ctx, asked, area.id));
  if (part === null || !ci) return null;
  const gain = gainOf(new Set([item.id]), part);
  if (gain === null || gain < SEEN_FROM) return null;
  const title = unitTitle(ctx.directory.unitOn(unit, asked.reading.round.opensOn));
  return {
    ...{ item: item.id, text: item.text, area: area.title, unit: { id: unit, title }, n, share, gain },
    level: share + part * (1 - share),
    k: part * 100,
    ci: gainInterval(gain, share, ci)
  };
}

function targetShare(ctx: Context, { reading, targets }: Asked, area: string): number | null {
  const { criteria } = ctx.directory.criteriaSet(reading.round.criteriaSet);
  const max = criteria.find((criterion) => criterion.area === area)?.maxPoints;
  const target = targets.criteria[area];
  return max === undefined || target === undefined ? null : target / max;
}

/** The units in which an item of their own would bring the scope most; the largest are estimated. */
function unitRows(
  ctx: Context,
  asked: Asked,
  { id, gains }: { readonly id: string; readonly gains: Gains }
): readonly WorkRow[] {
  const { reading, found } = asked;
  const { areas } = ctx.directory.questionnaire(reading.round.questionnaire);
  const area = areas.find(({ items }) => items.some((item) => item.id === id));
  const item = area?.items.find((one) => one.id === id);
  const members = unitsUnder(ctx, reading.round, asked.unit).filter((unit) => unit !== asked.unit);
  if (!area || !item || members.length < 2) return [];
  const byUnit = Map.groupBy(found.cells, ({ unit }) => unit);
  const largest = members
    .map((unit) => ({ unit, n: answersIn(byUnit.get(unit) ?? [], id) }))
    .filter(({ n }) => n >= reading.round.design.decisionN)
    .sort((a, b) => b.n - a.n)
    .slice(0, UNITS_TRIED);
  const rows: WorkRow[] = [];
  for (const { unit } of largest) {
    const row = rowOf(ctx, asked, { area, item, in: unit, gainOf: gains.in(byUnit.get(unit) ?? []) });
    if (row) rows.push(row);
  }
  return rows.sort(byGain).slice(0, UNITS_SHOWN);
}

function answersIn(cells: readonly StoredCell[], item: string): number {
  return cells.filter(({ layout }) => layout.items.includes(item)).reduce((sum, { n }) => sum + n, 0);
}
