import type { Db } from './connect.ts';

/**
 * A number that grows with every change to what the directory holds, in the transaction of the change itself (triggers,
 * migration 0009): equal numbers mean that no other process changed it either.
 */
export async function directoryChanges(db: Db): Promise<number> {
  const { changes } = await db.selectFrom('directory_change').select('changes').executeTakeFirstOrThrow();
  return changes;
}

/**
 * Counts a change to a table that no trigger counts: recordings, of which the directory holds the addresses. To be
 * called in the transaction of the change, before its audit.
 */
export async function countDirectoryChange(db: Db): Promise<void> {
  await db
    .updateTable('directory_change')
    .set((e) => ({ changes: e('changes', '+', 1) }))
    .execute();
}
