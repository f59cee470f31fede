import { addMoments, subtractMoments, type Moments } from '../../domain/tally/moments.ts';
import { decodeMoments, encodeMoments } from '../../domain/tally/encode.ts';
import { dayMoments } from '../../domain/tally/day.ts';
import type { MomentLayout } from '../../domain/tally/layout.ts';
import type { Db } from '../db/connect.ts';

/** Where a response stands: the key of its cells at every grain. */
export interface CellKey {
  readonly round: string;
  readonly unit: string;
  readonly counter: string;
  readonly respondent_type: string;
  readonly filing_mode: string;
  readonly lane: string;
  readonly booklet: string;
  readonly local_day: string;
}

export interface Contribution {
  readonly key: CellKey;
  readonly layout: MomentLayout;
  readonly moments: Moments;
}

export const GRAINS = {
  unit_moment: ['round', 'unit', 'respondent_type', 'filing_mode', 'lane', 'booklet'],
  counter_moment: ['round', 'unit', 'counter', 'respondent_type', 'filing_mode', 'lane', 'booklet'],
  unit_day: ['round', 'unit', 'local_day', 'lane']
} as const satisfies Record<string, readonly (keyof CellKey)[]>;

export type Grain = keyof typeof GRAINS;
export const GRAIN_NAMES: readonly Grain[] = ['unit_moment', 'counter_moment', 'unit_day'];

export type Cells = Map<string, { readonly key: CellKey; moments: Moments }>;

/** The moments that a grain keeps of a response. */
export function momentsAt(grain: Grain, { layout, moments }: Contribution): Moments {
  return grain === 'unit_day' ? dayMoments(layout, moments) : moments;
}

export function cellName(grain: Grain, key: CellKey): string {
  return GRAINS[grain].map((column) => key[column]).join('\u0001');
}

/** Adds contributions into cells by grain; the same sums whatever their order. */
export function collect(grain: Grain, contributions: readonly Contribution[], into: Cells = new Map()): Cells {
  for (const contribution of contributions) {
    const name = cellName(grain, contribution.key);
    const moments = momentsAt(grain, contribution);
    const cell = into.get(name);
    if (cell) cell.moments = addMoments(cell.moments, moments);
    else into.set(name, { key: contribution.key, moments });
  }
  return into;
}

/**
 * Adds (or subtracts) contributions to every grain, inside the caller's transaction, in key order: unsorted upserts
 * deadlock on PostgreSQL (DESIGN §4). Throws when something is subtracted that was never added.
 */
export async function changeCells(
  db: Db,
  contributions: readonly Contribution[],
  sign: 'add' | 'subtract'
): Promise<void> {
  const change = sign === 'add' ? addMoments : subtractMoments;
  for (const grain of GRAIN_NAMES) {
    const cells = [...collect(grain, contributions)].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, { key, moments }] of cells) {
      const stored = await readCell(db, grain, key);
      const base = stored ?? moments.map(() => 0);
      await writeCell(db, grain, key, encodeMoments(change(base, moments)));
    }
  }
}

async function readCell(db: Db, grain: Grain, key: CellKey): Promise<Moments | undefined> {
  let query = db.selectFrom(grain).select('moments');
  for (const column of GRAINS[grain]) query = query.where(db.dynamic.ref(column), '=', key[column]);
  const row = await query.executeTakeFirst();
  return row && decodeMoments(row.moments);
}

async function writeCell(db: Db, grain: Grain, key: CellKey, moments: Uint8Array): Promise<void> {
  const columns = GRAINS[grain];
  const row = { ...Object.fromEntries(columns.map((column) => [column, key[column]])), moments };
  // The three grains differ in columns only; the row is made from the grain's own list.
  await db
    .insertInto(grain)
    .values(row as never)
    .onConflict((conflict) => conflict.columns(columns as never).doUpdateSet({ moments }))
    .execute();
}
