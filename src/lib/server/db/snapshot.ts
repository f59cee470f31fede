import type { Db } from './connect.ts';
import { dialectOf } from './dialect.ts';

/**
 * Runs reads that must fit each other. On PostgreSQL they see one moment of the database, whatever is written meanwhile;
 * `read` gives one query after the other. On SQLite the reading connection is shared, and a snapshot would hold back the
 * other readers: there nobody may write meanwhile.
 */
export function snapshot<T>(db: Db, read: (db: Db) => Promise<T>): Promise<T> {
  if (dialectOf(db) === 'sqlite') return read(db);
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}
