import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from './connect.ts';
import { COPY_MARK } from './copy-mark.ts';
import type { TableShape } from './table-shapes.ts';

export type Value = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

const PAGE = 500;

/** The rows after a key (null = from the first), in the order of the key as this database sorts it. */
export async function rowsAfter(db: Db, shape: TableShape, key: readonly Value[] | null): Promise<readonly Row[]> {
  const columns = refs(shape.key);
  const after = key === null ? sql`` : sql`AND (${columns}) > (${sql.join(key)})`;
  const { rows } = await sql<Row>`SELECT ${refs(shape.columns)} FROM ${sql.table(shape.name)}
    WHERE ${isData(shape)} ${after} ORDER BY ${columns} LIMIT ${sql.lit(PAGE)}`.execute(db);
  return rows;
}

export function keyOf(shape: TableShape, row: Row): readonly (string | number)[] {
  return shape.key.map((column) => {
    const value = row[column];
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`${shape.name}.${column}: a key`);
    return value;
  });
}

export async function insertRows(db: Db, shape: TableShape, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) => sql`(${sql.join(shape.columns.map((column) => row[column]))})`);
  await sql`INSERT INTO ${sql.table(shape.name)} (${refs(shape.columns)}) VALUES ${sql.join(values)}`.execute(db);
}

export async function hasRows(db: Db, shape: TableShape): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM ${sql.table(shape.name)} WHERE ${isData(shape)} LIMIT 1`.execute(db);
  return rows.length > 0;
}

export interface TableSum {
  readonly rows: number;
  /** Sum of the SHA-256 of all rows: the same in any order, for the two databases sort text in their own ways. */
  readonly sha256: string;
}

const MODULUS = 1n << 256n;

export async function tableSum(db: Db, shape: TableShape): Promise<TableSum> {
  let count = 0;
  let sum = 0n;
  for (let key: readonly Value[] | null = null; ;) {
    const rows = await rowsAfter(db, shape, key);
    for (const row of rows) sum = (sum + rowHash(shape, row)) % MODULUS;
    count += rows.length;
    const last = rows.at(-1);
    if (!last) return { rows: count, sha256: sum.toString(16).padStart(64, '0') };
    key = keyOf(shape, last);
  }
}

function rowHash(shape: TableShape, row: Row): bigint {
  const values = shape.columns.map((column) => {
    const value = row[column];
    return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('hex') } : value;
  });
  return BigInt(`0x${createHash('sha256').update(JSON.stringify(values)).digest('hex')}`);
}

/** What every migrated database has before it holds anything; it gives way to the copied row. */
export async function removeEmptyHead(db: Db, { name }: TableShape): Promise<void> {
  if (name === 'audit_head') await db.deleteFrom('audit_head').where('entries', '=', 0).execute();
}

/** The mark of a running copy is no data, nor is the end of an audit without entries. */
function isData({ name }: TableShape): RawBuilder<unknown> {
  if (name === 'audit_head') return sql`entries > 0`;
  return name === 'setting' ? sql`name <> ${COPY_MARK}` : sql`1 = 1`;
}

function refs(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.ref(column)));
}
