import { startPostgres } from '../../tests/support/postgres.ts';
import { asked, endOf, startOn } from './postgres-process.ts';

export type Ending = 'fast' | 'immediate' | 'kill';

export interface RestartablePostgres {
  readonly url: string;
  /** Ends the server and starts it again on the same data and port. Gives the milliseconds until it answers. */
  readonly restart: (how: Ending) => Promise<number>;
  readonly stop: () => Promise<void>;
}

const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;

/** A real server in a temporary folder that can be ended in PostgreSQL's three ways and comes back. */
export async function startRestartable(): Promise<RestartablePostgres> {
  const first = await startPostgres();
  const { port } = new URL(first.url);
  const data = await asked(first.url, 'SHOW data_directory');
  return {
    url: first.url,
    restart: async (how) => {
      const from = performance.now();
      await endOf(data, SIGNALS[how]);
      await startOn(data, port, first.url);
      return performance.now() - from;
    },
    stop: async () => {
      await endOf(data, 'SIGINT');
      await first.stop();
    }
  };
}
