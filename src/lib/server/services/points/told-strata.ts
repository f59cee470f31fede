import { answersAt, itemAt } from '../../../domain/tally/layout.ts';
import type { Context } from '../../context.ts';
import type { StoredCell } from '../estimate/estimate-cells.ts';
import { foundOf, type Found, type GatedRound } from '../estimate/estimates.ts';
import { itemShare } from '../trends/round-figures.ts';
import { ALL, type Filter, isWhole, type RoundReading, unitsUnder } from '../rounds/round-reading.ts';

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
 * told only where (1) the gate shows it (2) and its area, (3) what stands in small parts of it (family × item) holds
 * nobody or the floor together, and (4) of an item, which is told of whole units alone: the gate tells it.
 */
export class ToldStrata {
  private readonly ctx: Context;
  private readonly gated: GatedRound;
  private readonly found: Map<string, Found>;
  private readonly itemFrom: number;
  private readonly parts = new Map<string, readonly number[]>();

  /** `found` is what was found of the unit of the page; an item of a unit is told from so many answers on. */
  constructor(
    ctx: Context,
    gated: GatedRound,
    own: { readonly unit: string; readonly found: Found; readonly itemFrom: number }
  ) {
    this.ctx = ctx;
    this.gated = gated;
    this.itemFrom = own.itemFrom;
    this.found = new Map([[keyOf({ unit: own.unit, ...ALL }), own.found]]);
  }

  /** Null where it is not told. */
  of(stratum: Stratum): ToldStratum | null {
    const found = this.foundIn(stratum);
    if (found.suppressed !== null || found.n === 0) return null;
    const own = found.result.areas[stratum.area];
    if (!own || own.nValid < this.minimum || own.satisfied.estimate === null) return null;
    const { unit, area } = stratum;
    if (this.gated.gate.ofArea({ unit, filter: filterOf(stratum), area, n: own.nValid }) !== null) return null;
    if (!this.holds(this.partsIn(stratum).filter((n) => n < this.minimum))) return null;
    if (stratum.item === null) return { found, share: own.satisfied.estimate, n: own.nValid };
    const figure = found.result.items[stratum.item];
    const share = figure?.satisfied.share ?? null;
    if (!figure || share === null || !isWhole(filterOf(stratum))) return null;
    if (unit !== this.ctx.directory.root().id && figure.n < this.itemFrom) return null;
    return this.gated.gate.hiddenItems(area, unit).has(stratum.item) ? null : { found, share, n: figure.n };
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

  /** Valid answers of the area by family and item. */
  private partsIn(stratum: Stratum): readonly number[] {
    const key = keyOf(stratum);
    const known = this.parts.get(`${key} ${stratum.area}`);
    if (known) return known;
    const { areas } = this.ctx.directory.questionnaire(this.gated.reading.round.questionnaire);
    const counted = countParts(this.foundIn(stratum).cells);
    for (const { id } of areas) this.parts.set(`${key} ${id}`, counted.get(id) ?? []);
    return counted.get(stratum.area) ?? [];
  }
}

type Group = Pick<Stratum, 'unit' | 'respondentType' | 'filingMode'>;

const keyOf = ({ unit, respondentType, filingMode }: Group) => `${unit} ${respondentType ?? ''} ${filingMode ?? ''}`;

const filterOf = ({ respondentType, filingMode }: Group): Filter => ({ respondentType, filingMode, lane: null });

/** By area, its answers by family and item, of all areas at once: there may be thousands of cells. */
function countParts(cells: readonly StoredCell[]): ReadonlyMap<string, readonly number[]> {
  const parts = new Map<string, Map<string, number>>();
  for (const { family, layout, moments } of cells) {
    for (const [index, item] of layout.items.entries()) {
      const area = layout.areas[layout.areaOf[index] ?? 0] ?? '';
      const own = parts.get(area) ?? new Map<string, number>();
      const key = `${family} ${item}`;
      parts.set(area, own.set(key, (own.get(key) ?? 0) + answersAt(moments, itemAt(index))));
    }
  }
  return new Map([...parts].map(([area, own]) => [area, [...own.values()]]));
}

/** Whether enough answered an item that something may be concluded of it. */
export function isItemConclusive({ found }: ToldStratum, item: string, { round }: RoundReading): boolean {
  const figure = found.result.items[item];
  return figure !== undefined && itemShare(round, figure).conclusive;
}
