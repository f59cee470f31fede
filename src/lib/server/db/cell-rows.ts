import { sql, type RawBuilder } from 'kysely';
import type { Db } from './connect.ts';
import { dialectOf } from './dialect.ts';
import { inParts } from './parts.ts';

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

export const GRAINS = {
  unit_moment: ['round', 'unit', 'respondent_type', 'filing_mode', 'lane', 'booklet'],
  counter_moment: ['round', 'unit', 'counter', 'respondent_type', 'filing_mode', 'lane', 'booklet'],
  unit_day: ['round', 'unit', 'local_day', 'lane']
} as const satisfies Record<string, readonly (keyof CellKey)[]>;

export type Grain = keyof typeof GRAINS;
/** In this order cells are written, everywhere, and by name within a grain: another order deadlocks on PostgreSQL. */
export const GRAIN_NAMES: readonly Grain[] = ['unit_moment', 'counter_moment', 'unit_day'];

const SEPARATOR = '\u0001';

export function cellName(grain: Grain, key: CellKey): string {
  return GRAINS[grain].map((column) => key[column]).join(SEPARATOR);
}

/** A cell with packed moments. */
export interface CellRow {
  readonly key: CellKey;
  readonly moments: Uint8Array;
}

/** Cells in the order in which they are written. */
export type CellRows = Readonly<Record<Grain, readonly CellRow[]>>;
/** The packed moments of stored cells, by name. */
export type StoredCells = Readonly<Record<Grain, ReadonlyMap<string, Uint8Array>>>;

export interface CellRead {
  readonly kind: string;
  readonly name: string;
  readonly moments: Uint8Array | null;
}

/**
 * The stored moments of the cells, which nobody else changes until the transaction ends. On PostgreSQL a cell that is
 * new is made with the moments of its row, which are those of nothing.
 */
export async function readCells(db: Db, cells: CellRows): Promise<StoredCells> {
  const found: CellRead[] = [];
  for (const grain of GRAIN_NAMES) {
    for (const rows of inParts(cells[grain])) {
      const query = dialectOf(db) === 'postgres' ? lockedCells(grain, rows) : selectedCells(grain, rows);
      found.push(...(await query.execute(db)).rows);
    }
  }
  return storedCells(found);
}

export function storedCells(found: readonly CellRead[]): StoredCells {
  const at = (grain: Grain) =>
    new Map(found.flatMap(({ kind, name, moments }) => (kind === grain && moments ? [[name, moments]] : [])));
  return { unit_moment: at('unit_moment'), counter_moment: at('counter_moment'), unit_day: at('unit_day') };
}

/** Locks and reads, old and new cells in one statement: for PostgreSQL. */
export function lockedCells(grain: Grain, rows: readonly CellRow[]): RawBuilder<CellRead> {
  return sql<CellRead>`${upsert(grain, rows, sql`${sql.table(grain)}.moments`)}
    RETURNING ${sql.lit(grain)} AS kind, ${nameOf(grain)} AS name, moments`;
}

/** Reads: SQLite has one writer, who holds the lock already. */
function selectedCells(grain: Grain, rows: readonly CellRow[]): RawBuilder<CellRead> {
  const keys = rows.map(({ key }) => sql`(${sql.join(GRAINS[grain].map((column) => key[column]))})`);
  return sql<CellRead>`SELECT ${sql.lit(grain)} AS kind, ${nameOf(grain)} AS name, moments FROM ${sql.table(grain)}
    WHERE (${columnsOf(grain)}) IN (VALUES ${sql.join(keys)})`;
}

/** Sets the moments of the cells. */
export async function writeCells(db: Db, cells: CellRows): Promise<void> {
  const writes = GRAIN_NAMES.flatMap((grain) =>
    inParts(cells[grain]).map((rows) => ({ grain, query: upsert(grain, rows, sql`excluded.moments`) }))
  );
  if (dialectOf(db) === 'sqlite' || writes.length > GRAIN_NAMES.length) {
    for (const { query } of writes) await query.execute(db);
    return;
  }
  const [last, ...others] = writes.reverse();
  if (!last) return;
  const ahead = others.map(({ grain, query }) => sql`${sql.ref(`${grain}_written`)} AS (${query})`);
  await sql`${ahead.length > 0 ? sql`WITH ${sql.join(ahead.reverse())}` : sql``} ${last.query}`.execute(db);
}

function upsert(grain: Grain, rows: readonly CellRow[], moments: RawBuilder<unknown>): RawBuilder<unknown> {
  const values = rows.map(
    ({ key, moments: bytes }) => sql`(${sql.join([...GRAINS[grain].map((column) => key[column]), bytes])})`
  );
  return sql`INSERT INTO ${sql.table(grain)} (${columnsOf(grain)}, moments) VALUES ${sql.join(values)}
    ON CONFLICT (${columnsOf(grain)}) DO UPDATE SET moments = ${moments}`;
}

function columnsOf(grain: Grain): RawBuilder<unknown> {
  return sql.join(GRAINS[grain].map((column) => sql.ref(column)));
}

function nameOf(grain: Grain): RawBuilder<string> {
  return sql<string>`${sql.join(
    GRAINS[grain].map((column) => sql.ref(column)),
    sql` || ${sql.lit(SEPARATOR)} || `
  )}`;
}
