import { sql } from 'kysely';
import type { Db } from './connect.ts';
import { migrate } from './migrate.ts';
import { openSqlite } from './sqlite.ts';

/** A table of the schema as the migrations make it, the same on both databases. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
  /** Tables that its foreign keys name, without itself. */
  readonly refersTo: readonly string[];
}

/** Each database's own: which migrations it has, and how often its directory changed. */
const OWN = /^(sqlite_|kysely_|directory_change$)/;

/** The tables with data, each after those that it refers to: read from an empty database, so that no list is forgotten. */
export async function tableShapes(): Promise<readonly TableShape[]> {
  const store = openSqlite(':memory:');
  try {
    return await store.gate.run(async (db) => {
      await migrate(db);
      const { rows } = await sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`.execute(db);
      const names = rows.map(({ name }) => name).filter((name) => !OWN.test(name));
      const shapes: TableShape[] = [];
      for (const name of names.sort()) shapes.push(await shapeOf(db, name));
      return inOrder(shapes);
    });
  } finally {
    await store.close();
  }
}

async function shapeOf(db: Db, name: string): Promise<TableShape> {
  const columns = await sql<{ name: string; pk: number }>`SELECT name, pk FROM pragma_table_info(${name})`.execute(db);
  const references = await sql<{ table: string }>`SELECT "table" FROM pragma_foreign_key_list(${name})`.execute(db);
  const key = columns.rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const refersTo = new Set(references.rows.map(({ table }) => table).filter((table) => table !== name));
  return {
    name,
    columns: columns.rows.map((column) => column.name),
    key: key.map((column) => column.name),
    refersTo: [...refersTo]
  };
}

function inOrder(shapes: readonly TableShape[]): readonly TableShape[] {
  const ordered: TableShape[] = [];
  while (ordered.length < shapes.length) {
    const placed = new Set(ordered.map(({ name }) => name));
    const next = shapes.find(({ name, refersTo }) => !placed.has(name) && refersTo.every((other) => placed.has(other)));
    if (!next) throw new Error('the foreign keys of the schema go in a circle');
    ordered.push(next);
  }
  return ordered;
}
