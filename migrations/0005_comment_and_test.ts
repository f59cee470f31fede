import type { Kysely } from 'kysely';
import { columnsOf } from '../src/lib/server/db/columns.ts';

interface Schema {
  comment: { id: string; round: string; unit: string; body: string };
  comment_next: { id: string; round: string; unit: string; body: string };
  response_aside: { id: string; payload_hash: string; payload: string };
  link: { test_answers: number; test_until: number | null };
}

const PAGE = 500;
const TEST_MS = 2 * 3_600_000;

/**
 * A comment shares with a response nothing but round and unit: day and language together often named one response. It
 * has no date: the round's own days say when to delete it. What was set aside loses its comment, for it carries the
 * id of a stored response. Test mode of a link has an end.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  await keepCommentsApart(db);
  await takeCommentsFromAsides(db);
  await endTestModes(db);
}

/** Copied in the order of the random ids, so that PostgreSQL's heap forgets the order of arrival too. */
async function keepCommentsApart(db: Kysely<Schema>): Promise<void> {
  const { text, keyedTable } = columnsOf(db);
  await db.schema
    .createTable('comment_next')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('round', text, (c) => c.notNull().references('round.id'))
    .addColumn('unit', text, (c) => c.notNull().references('unit.id'))
    .addColumn('body', text, (c) => c.notNull())
    .modifyEnd(keyedTable)
    .execute();
  await db
    .insertInto('comment_next')
    .columns(['id', 'round', 'unit', 'body'])
    .expression(db.selectFrom('comment').select(['id', 'round', 'unit', 'body']).orderBy('id'))
    .execute();
  await db.schema.dropTable('comment').execute();
  await db.schema.alterTable('comment_next').renameTo('comment').execute();
  await db.schema.createIndex('comment_by_unit').on('comment').columns(['round', 'unit']).execute();
}

async function takeCommentsFromAsides(db: Kysely<Schema>): Promise<void> {
  for (let last = { id: '', payload_hash: '' }; ;) {
    const { id, payload_hash } = last;
    const rows = await db
      .selectFrom('response_aside')
      .select(['id', 'payload_hash', 'payload'])
      .where((e) => e.or([e('id', '>', id), e.and([e('id', '=', id), e('payload_hash', '>', payload_hash)])]))
      .orderBy('id')
      .orderBy('payload_hash')
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      await db
        .updateTable('response_aside')
        .set({ payload: withoutComment(row.payload) })
        .where('id', '=', row.id)
        .where('payload_hash', '=', row.payload_hash)
        .execute();
    }
    const end = rows.at(-1);
    if (!end) return;
    last = end;
  }
}

function withoutComment(payload: string): string {
  const { comment, ...content }: Record<string, unknown> = JSON.parse(payload);
  return JSON.stringify({ ...content, hasComment: typeof comment === 'string' && comment !== '' });
}

async function endTestModes(db: Kysely<Schema>): Promise<void> {
  const { int64 } = columnsOf(db);
  await db.schema.alterTable('link').addColumn('test_until', int64).execute();
  await db
    .updateTable('link')
    .set({ test_until: Date.now() + TEST_MS })
    .where('test_answers', '=', 1)
    .execute();
  await db.schema.alterTable('link').dropColumn('test_answers').execute();
}
