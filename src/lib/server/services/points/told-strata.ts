import { decision } from '../../../domain/estimate/decision.ts';
import { answersAt, itemAt } from '../../../domain/tally/layout.ts';
import type { Context } from '../../context.ts';
import { ofRound, roundMarks } from '../estimate/closed-rounds.ts';
import { readCells, type StoredCell } from '../estimate/estimate-cells.ts';
import { foundOf, type Found, type GatedRound } from '../estimate/estimates.ts';
import { ALL, cutCells, type Filter, isWhole, type RoundReading, unitsUnder } from '../rounds/round-reading.ts';

/** Answers of one area or item in a unit, of everybody, of one respondent type or of one filing mode. */
export interface Stratum {
  readonly unit: string;
  readonly respondentType: string | null;
  readonly filingMode: string | null;
  readonly area: string;
  readonly item: string | null;
}

/** What is found of a stratum whose own figure the reader may see. */
export interface ToldStratum {
  readonly found: Found;
  readonly share: number;
  readonly n: number;
}

/**
 * What a change of a stratum would tell. Whoever sees a total move can compute the share that moved it, so a stratum is
 * told only where (1) the gate shows it (2) and its area, (3) what stands in small parts of it (family ×
 * item) holds nobody or the floor together, and (4) of an item: every item of the area holds nobody or the floor, and the
 * units of which it is not told hold nobody or the floor together, for else they were the total less the others.
 */
export class ToldStrata {
  private readonly ctx: Context;
  private readonly gated: GatedRound;
  private readonly found: Map<string, Found>;
  private readonly itemFrom: number;
  private readonly counts = new Map<string, AreaCounts>();
  private answers: Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> | null = null;

  /** `found` is what was found of the unit of the page; an item of a unit is told from so many answers on, at least the floor. */
  constructor(
    ctx: Context,
    gated: GatedRound,
    own: { readonly unit: string; readonly found: Found; readonly itemFrom: number }
  ) {
    this.ctx = ctx;
    this.gated = gated;
    this.itemFrom = Math.max(own.itemFrom, gated.reading.floor.minimum);
    this.found = new Map([[keyOf({ unit: own.unit, ...ALL }), own.found]]);
  }

  /** Null where it is not told. */
  async of(stratum: Stratum): Promise<ToldStratum | null> {
    const found = this.foundIn(stratum);
    if (found.suppressed !== null || found.n === 0) return null;
    const own = found.result.areas[stratum.area];
    if (!own || own.nValid < this.minimum || own.satisfied.estimate === null) return null;
    const { unit, area } = stratum;
    if (this.gated.gate.ofArea({ unit, filter: filterOf(stratum), area, n: own.nValid }) !== null) return null;
    const { slots, items } = this.countsIn(stratum);
    if (!this.holds(slots.filter((n) => n < this.minimum))) return null;
    if (stratum.item === null) return { found, share: own.satisfied.estimate, n: own.nValid };
    if (items.some((n) => n > 0 && n < this.minimum)) return null;
    const figure = found.result.items[stratum.item];
    const share = figure?.satisfied.share ?? null;
    if (!figure || share === null || !isWhole(filterOf(stratum))) return null;
    return (await this.isItemTold(unit, stratum.item)) ? { found, share, n: figure.n } : null;
  }

  /** The estimate of a unit at or under that of the round, of all, of one respondent type or of one filing mode. */
  foundIn(group: Group): Found {
    const { unit } = group;
    const known = this.found.get(keyOf(group));
    if (known) return known;
    const { reading, gate } = this.gated;
    const members = new Set(unitsUnder(this.ctx, reading.round, unit));
    const cells = reading.cells.filter((cell) => members.has(cell.unit));
    const query = { round: reading.round.id, unit, ...filterOf(group) };
    const found = foundOf(this.ctx, query, { reading: { ...reading, cells }, gate });
    this.found.set(keyOf(group), found);
    return found;
  }

  private get minimum(): number {
    return this.gated.reading.floor.minimum;
  }

  private holds(counts: readonly number[]): boolean {
    const n = counts.reduce((sum, count) => sum + count, 0);
    return n === 0 || n >= this.minimum;
  }

  private countsIn(stratum: Stratum): AreaCounts {
    const { area } = stratum;
    const key = keyOf(stratum);
    const known = this.counts.get(`${key} ${area}`);
    if (known) return known;
    const { areas } = this.ctx.directory.questionnaire(this.gated.reading.round.questionnaire);
    const counted = countAreas(this.foundIn(stratum).cells);
    for (const { id } of areas) this.counts.set(`${key} ${id}`, counted.get(id) ?? { slots: [], items: [] });
    return counted.get(area) ?? { slots: [], items: [] };
  }

  /** Of the whole round; the page of the province has its cells already, and a closed round is read once for all units. */
  private async answersByUnit() {
    const { reading } = this.gated;
    const { round, floor } = reading;
    const known = this.found.get(keyOf({ unit: this.ctx.directory.root().id, ...ALL }));
    if (known) return answersByUnit(known.cells);
    const named = { round, name: 'answers to items by unit', units: round.units.size };
    return ofRound(this.ctx, await roundMarks(this.ctx), named, async () => {
      const { cells } = await readCells(this.ctx, round, [...round.units], floor);
      return answersByUnit(cutCells({ ...reading, cells }, ALL));
    });
  }

  /** Of the whole round an item is told; of a part of it only where the parts beside it that are not hold enough. */
  private async isItemTold(unit: string, item: string): Promise<boolean> {
    const { round, floor } = this.gated.reading;
    if (unit === this.ctx.directory.root().id || floor.closedBatches) return true;
    this.answers ??= this.answersByUnit();
    const answers = await this.answers;
    const of = (one: string) => answers.get(one)?.get(item) ?? 0;
    const isTold = (one: string) => of(one) >= this.itemFrom;
    const members = unitsUnder(this.ctx, round, unit);
    const enough = members.reduce((sum, one) => sum + of(one), 0) >= this.itemFrom;
    const around = this.ctx.directory.path(unit, round.opensOn).slice(0, -1);
    return (
      enough &&
      around.every((one) => {
        const rest = unitsUnder(this.ctx, round, one).filter((other) => !members.includes(other) && !isTold(other));
        return this.holds(rest.map(of));
      })
    );
  }
}

type Group = Pick<Stratum, 'unit' | 'respondentType' | 'filingMode'>;

const keyOf = ({ unit, respondentType, filingMode }: Group) => `${unit} ${respondentType ?? ''} ${filingMode ?? ''}`;

const filterOf = ({ respondentType, filingMode }: Group): Filter => ({ respondentType, filingMode, lane: null });

/** Valid answers of an area: by family and item, and by item. */
interface AreaCounts {
  readonly slots: readonly number[];
  readonly items: readonly number[];
}

/** By area, of all areas at once: there may be thousands of cells. */
function countAreas(cells: readonly StoredCell[]): ReadonlyMap<string, AreaCounts> {
  const slots = new Map<string, Map<string, number>>();
  const items = new Map<string, Map<string, number>>();
  const add = (into: Map<string, Map<string, number>>, area: string, key: string, n: number) => {
    const own = into.get(area) ?? new Map<string, number>();
    into.set(area, own.set(key, (own.get(key) ?? 0) + n));
  };
  for (const { family, layout, moments } of cells) {
    for (const [index, item] of layout.items.entries()) {
      const area = layout.areas[layout.areaOf[index] ?? 0] ?? '';
      const n = answersAt(moments, itemAt(index));
      add(slots, area, `${family} ${item}`, n);
      add(items, area, item, n);
    }
  }
  const list = (of: Map<string, number> | undefined) => [...(of?.values() ?? [])];
  return new Map(
    [...slots.keys()].map((area) => [area, { slots: list(slots.get(area)), items: list(items.get(area)) }])
  );
}

/** Answers 1 … 5 of each item in each unit. */
function answersByUnit(all: readonly StoredCell[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const cell of all) {
    const own = counts.get(cell.unit) ?? new Map<string, number>();
    counts.set(cell.unit, own);
    for (const [index, item] of cell.layout.items.entries()) {
      own.set(item, (own.get(item) ?? 0) + answersAt(cell.moments, itemAt(index)));
    }
  }
  return counts;
}

/** Whether enough answered an item that something may be concluded of it. */
export function isItemConclusive({ found }: ToldStratum, item: string, { round }: RoundReading): boolean {
  const figure = found.result.items[item];
  if (!figure) return false;
  const { ci } = figure.satisfied;
  return decision({ n: figure.n, ci, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design).conclusive;
}
