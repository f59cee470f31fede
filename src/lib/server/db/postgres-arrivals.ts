import { ARRIVALS_KEPT_MS, type Arrival, type Arrivals } from './arrivals.ts';
import type { Db } from './connect.ts';
import { lane } from './write-gate.ts';
import { log } from '../log.ts';

const ROWS_MAX = 1_000;

/**
 * The arrivals beside PostgreSQL: a schema of their own (migration 0009), which `pg_dump --schema=public` leaves out.
 * Rows are written after the answer's commit, together, and nobody waits for them.
 */
export function postgresArrivals(db: Db): Arrivals {
  const arrivals = db.withSchema('arrivals').withTables<{ arrival: ArrivalRow }>();
  const writing = lane<Arrival>(ROWS_MAX, async (rows) => {
    try {
      const values = rows.map(({ response, receivedAt, durationS, device }) => ({
        ...{ response, received_at: receivedAt, duration_s: durationS, device }
      }));
      await arrivals
        .insertInto('arrival')
        .values(values)
        .onConflict((conflict) => conflict.column('response').doNothing())
        .execute();
    } catch (error) {
      log().error({ err: error }, 'arrivals: cannot write');
    }
  });
  return {
    record: (rows) => rows.forEach((row) => writing.push(row)),
    purge: async (nowMs) => {
      await arrivals
        .deleteFrom('arrival')
        .where('received_at', '<', nowMs - ARRIVALS_KEPT_MS)
        .execute();
    },
    oldestAt: async () => {
      const oldest = arrivals.selectFrom('arrival').select((e) => e.fn.min('received_at').as('at'));
      return (await oldest.executeTakeFirst())?.at ?? null;
    },
    close: () => writing.drain()
  };
}

interface ArrivalRow {
  response: string;
  received_at: number;
  duration_s: number | null;
  device: string | null;
}
