import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';

type Inside = Pick<Context, 'db' | 'now'>;

const open = (db: Db, person: string) =>
  db.selectFrom('job').select('id').where('actor', '=', person).where('status', 'in', ['queued', 'running']);

/** How many jobs of a person wait or run. */
export async function openJobsOf(db: Db, person: string): Promise<number> {
  return (await open(db, person).where('cancelled', '=', 0).execute()).length;
}

/** Gives the waiting and running jobs of a person to another, with their files to come; gives how many. */
export async function moveJobs({ db }: Inside, of: { readonly from: string; readonly to: string }): Promise<number> {
  const moved = await db
    .updateTable('job')
    .set({ actor: of.to })
    .where('id', 'in', open(db, of.from))
    .where('cancelled', '=', 0)
    .returning('id')
    .execute();
  return moved.length;
}

/** Ends the waiting jobs of a person and asks the running ones to end; gives how many. */
export async function endJobsOf({ db, now }: Inside, person: string): Promise<number> {
  const waiting = await db
    .updateTable('job')
    .set({ cancelled: 1, status: 'cancelled', finished_at: now() })
    .where('actor', '=', person)
    .where('status', '=', 'queued')
    .returning('id')
    .execute();
  const running = await db
    .updateTable('job')
    .set({ cancelled: 1 })
    .where('actor', '=', person)
    .where('status', '=', 'running')
    .where('cancelled', '=', 0)
    .returning('id')
    .execute();
  return waiting.length + running.length;
}
