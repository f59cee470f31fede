import * as v from 'valibot';
import type { Db } from './connect.ts';

/** The name of the setting that stands in a database while data are copied into it. */
export const COPY_MARK = 'copying';

const mark = v.object({
  /** Which database is copied: a fingerprint, for its address may hold a password. */
  from: v.string(),
  table: v.string(),
  /** Key of the last row that was copied of the table. */
  key: v.array(v.union([v.string(), v.number()]))
});

/** How far a copy has come; written with the rows it speaks of, in one transaction. */
export type CopyMark = v.InferOutput<typeof mark>;

export async function readCopyMark(db: Db): Promise<CopyMark | null> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', COPY_MARK).executeTakeFirst();
  return row ? v.parse(mark, JSON.parse(row.value)) : null;
}

export async function writeCopyMark(db: Db, value: CopyMark): Promise<void> {
  const row = { name: COPY_MARK, value: JSON.stringify(value) };
  await db
    .insertInto('setting')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value }))
    .execute();
}

export async function removeCopyMark(db: Db): Promise<void> {
  await db.deleteFrom('setting').where('name', '=', COPY_MARK).execute();
}

/** Throws while a copy into the database is not finished: half the data would look whole. */
export async function requireWhole(db: Db): Promise<void> {
  if ((await readCopyMark(db)) === null) return;
  throw new Error('a copy into this database is not finished: run the same `hailong migrate-data` again');
}
