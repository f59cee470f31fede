import type { Db } from './connect.ts';

/**
 * A number that grows with every change to what the directory holds, in the transaction of the change itself (triggers,
 * migration 0009): equal numbers mean that no other process changed it either.
 */
export async function directoryChanges(db: Db): Promise<number> {
  const { changes } = await db.selectFrom('directory_change').select('changes').executeTakeFirstOrThrow();
  return changes;
}
