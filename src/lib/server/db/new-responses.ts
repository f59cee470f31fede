import { sql, type RawBuilder } from 'kysely';
import {
  GRAIN_NAMES,
  lockedCells,
  readCells,
  storedCells,
  type CellRead,
  type CellRows,
  type StoredCells
} from './cell-rows.ts';
import type { Db } from './connect.ts';
import { dialectOf } from './dialect.ts';
import { inParts, ROWS_MAX } from './parts.ts';
import type { ResponseRow } from './schema.ts';

export interface NewResponse {
  readonly row: ResponseRow;
  /** Under an id of its own, which nothing joins to the response's; null where nothing was written. */
  readonly comment: { readonly id: string; readonly body: string } | null;
}

export interface Inserted {
  /** Ids that are new; those that the database had already are left as they were. */
  readonly ids: ReadonlySet<string>;
  readonly cells: StoredCells;
}

/**
 * Inserts the responses with their comments, all ids different and in their order, and reads the cells that they may
 * change (see `readCells`). On PostgreSQL that is one round trip.
 */
export async function insertResponses(db: Db, responses: readonly NewResponse[], cells: CellRows): Promise<Inserted> {
  const isSmall = responses.length > 0 && responses.length <= ROWS_MAX;
  if (isSmall && dialectOf(db) === 'postgres') return insertAtOnce(db, responses, cells);
  const ids = new Set<string>();
  for (const part of inParts(responses)) {
    const { rows } = await insertion(db, part).execute(db);
    for (const { id } of rows) ids.add(id);
    const comments = part.flatMap(({ row, comment }) => (comment && ids.has(row.id) ? [commentRow(row, comment)] : []));
    if (comments.length > 0) await db.insertInto('comment').values(comments).execute();
  }
  return { ids, cells: await readCells(db, cells) };
}

async function insertAtOnce(db: Db, responses: readonly NewResponse[], cells: CellRows): Promise<Inserted> {
  const grains = GRAIN_NAMES.filter((grain) => cells[grain].length > 0);
  const steps = [
    sql`stored AS (${insertion(db, responses)})`,
    ...commentsOfStored(responses),
    ...grains.map((grain) => sql`${sql.ref(`${grain}_locked`)} AS (${lockedCells(grain, cells[grain])})`)
  ];
  const answers = [
    sql`SELECT 'response' AS kind, id AS name, NULL::bytea AS moments FROM stored`,
    ...grains.map((grain) => sql`SELECT kind, name, moments FROM ${sql.table(`${grain}_locked`)}`)
  ];
  const { rows } = await sql<CellRead>`WITH ${sql.join(steps)} ${sql.join(answers, sql` UNION ALL `)}`.execute(db);
  const ids = rows.flatMap(({ kind, name }) => (kind === 'response' ? [name] : []));
  return { ids: new Set(ids), cells: storedCells(rows) };
}

function insertion(db: Db, responses: readonly NewResponse[]): RawBuilder<{ id: string }> {
  const query = db
    .insertInto('response')
    .values(responses.map(({ row }) => row))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id');
  return sql<{ id: string }>`${query}`;
}

/** The step that inserts the comments of those responses that were new; none where nobody wrote one. */
function commentsOfStored(responses: readonly NewResponse[]): readonly RawBuilder<unknown>[] {
  const written = responses.flatMap(({ row, comment }) =>
    comment ? [sql`(${sql.join([row.id, comment.id, row.round, row.unit, comment.body])})`] : []
  );
  if (written.length === 0) return [];
  return [
    sql`said AS (INSERT INTO comment (id, round, unit, body)
      SELECT c.id, c.round, c.unit, c.body FROM (VALUES ${sql.join(written)}) AS c (response, id, round, unit, body)
      JOIN stored ON stored.id = c.response ORDER BY c.id)`
  ];
}

function commentRow({ round, unit }: ResponseRow, { id, body }: { id: string; body: string }) {
  return { id, round, unit, body };
}
