import { sql } from 'kysely';
import type { AreaCount, RoundCell } from '../../../domain/disclosure/round-disclosure.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { decodeFirst, PREFIX_BYTES_A_NUMBER } from '../../../domain/tally/encode.ts';
import {
  answersAt,
  COUNTS,
  itemAt,
  keyItemAt,
  pairAt,
  pooledSumAt,
  type MomentLayout
} from '../../../domain/tally/layout.ts';
import { laneKey, parseLane } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import type { StoredCell } from './estimate-cells.ts';
import { layoutOf } from './layouts.ts';

/** The answers of a kind in a unit, with those to each item of the questionnaire in order. */
export interface RoundCount extends RoundCell {
  readonly items: readonly number[];
}

/**
 * How many answered in each cell of a round, its key item and its areas. A booklet has one item an area, so that the
 * first numbers of a cell tell all of it; of a full form they are read up to the sums of its areas.
 */
export async function roundCounts(ctx: Context, round: RoundEntry): Promise<readonly RoundCount[]> {
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const areas = questionnaire.areas.length;
  const isFull = round.design.form === 'full';
  const bytes = PREFIX_BYTES_A_NUMBER * (1 + itemAt(areas + 1));
  const prefix = isFull ? sql<Uint8Array>`moments` : sql<Uint8Array>`substr(moments, 1, ${sql.lit(bytes)})`;
  const rows = await ctx.db
    .selectFrom('unit_moment')
    .select(['unit', 'respondent_type', 'filing_mode', 'lane', 'booklet'])
    .select(prefix.as('prefix'))
    .where('round', '=', round.id)
    .execute();
  const items = itemsOf(questionnaire);
  const found = new Map<string, Counted>();
  let last: { readonly row: Key; readonly cell: Counted } | null = null;
  for (const row of rows) {
    last = last !== null && isSame(last.row, row) ? last : { row, cell: cellIn(found, row, questionnaire) };
    const layout = layoutOf(ctx.directory, round, row.booklet);
    add(last.cell, layout, decodeFirst(row.prefix, isFull ? layout.length : keyItemAt(layout) + COUNTS), items);
  }
  return [...found.values()];
}

/** The same of cells that were read whole. */
export function countsIn(ctx: Context, round: RoundEntry, cells: readonly StoredCell[]): readonly RoundCount[] {
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const items = itemsOf(questionnaire);
  const found = new Map<string, Counted>();
  for (const { stratum, lane, layout, moments } of cells) {
    const [unit = '', respondent_type = '', filing_mode = ''] = stratum.split('|');
    const row = { unit, respondent_type, filing_mode, lane: laneKey(lane) };
    add(cellIn(found, row, questionnaire), layout, moments, items);
  }
  return [...found.values()];
}

function add(cell: Counted, layout: MomentLayout, first: readonly number[], { own, indexOf }: Items): void {
  cell.n += first[0] ?? 0;
  cell.key += answersAt(first, keyItemAt(layout));
  for (let i = 0; i < layout.items.length; i += 1) {
    const at = indexOf.get(layout.items[i] ?? '') ?? 0;
    cell.items[at] = (cell.items[at] ?? 0) + answersAt(first, itemAt(i));
  }
  const addArea = layout.form === 'full' ? addForm : addBooklet;
  for (let area = 0; area < cell.areas.length; area += 1) {
    const counts = cell.areas[area];
    if (counts) addArea(counts, layout, first, { area, own });
  }
}

type Written<T> = { -readonly [K in keyof T]: T[K] };

/** One cell of a kind in a unit: a round has as many for each booklet. */
interface Counted extends Written<Omit<RoundCell, 'areas'>> {
  readonly areas: readonly Written<AreaCount>[];
  readonly items: number[];
}

interface Key {
  readonly unit: string;
  readonly respondent_type: string;
  readonly filing_mode: string;
  readonly lane: string;
}

/** Neighbours in the key of the table are mostly of one kind. */
function isSame(a: Key, b: Key): boolean {
  return (
    a.lane === b.lane && a.filing_mode === b.filing_mode && a.respondent_type === b.respondent_type && a.unit === b.unit
  );
}

function cellIn(found: Map<string, Counted>, row: Key, { areas }: Questionnaire): Counted {
  const { unit, respondent_type: respondentType, filing_mode: filingMode, lane: name } = row;
  const key = `${unit}|${respondentType}|${filingMode}|${name}`;
  const known = found.get(key);
  if (known) return known;
  const lane = parseLane(name);
  assert(lane, 'a stored lane is known', { lane: name });
  const none = () => ({ answered: 0, scored: 0, own: 0 });
  const kind = { unit, respondentType, filingMode, lane };
  const items = areas.flatMap((area) => area.items.map(() => 0));
  const cell = { ...kind, n: 0, key: 0, areas: areas.map(none), items };
  found.set(key, cell);
  return cell;
}

interface Asked {
  readonly area: number;
  /** The items for which the unit itself is accountable. */
  readonly own: ReadonlySet<string>;
}

type Add = (counts: Written<AreaCount>, layout: MomentLayout, first: readonly number[], asked: Asked) => void;

const addBooklet: Add = (counts, layout, first, { area, own }) => {
  const index = layout.areaOf.indexOf(area);
  if (index < 0) return;
  const answered = answersAt(first, itemAt(index));
  counts.answered += answered;
  counts.scored += answered;
  if (own.has(layout.items[index] ?? '')) counts.own += answered;
};

/** A full form has figures by accountable items only of areas that have no others. */
const addForm: Add = (counts, layout, first, { area, own }) => {
  const answered = first[pooledSumAt(layout, area) + 2] ?? 0;
  const isOwn = layout.items.every((id, i) => layout.areaOf[i] !== area || own.has(id));
  counts.answered += answered;
  counts.scored += first[pairAt(layout, 'rating', area, area)] ?? 0;
  if (isOwn) counts.own += answered;
};

interface Items {
  /** Those for which the unit itself is accountable. */
  readonly own: ReadonlySet<string>;
  /** Their places in the questionnaire. */
  readonly indexOf: ReadonlyMap<string, number>;
}

function itemsOf({ areas }: Questionnaire): Items {
  const all = areas.flatMap(({ items }) => items);
  return {
    own: new Set(all.flatMap(({ id, accountable }) => (accountable === 'unit' ? [id] : []))),
    indexOf: new Map(all.map(({ id }, i) => [id, i]))
  };
}
