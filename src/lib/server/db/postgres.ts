import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { problem } from '../../domain/shared/problem.ts';
import type { Db, Store } from './connect.ts';
import { postgresGate } from './postgres-gate.ts';
import type { Schema } from './schema.ts';
import { log } from '../log.ts';

interface PoolLimits {
  /** Connections. */
  readonly max: number;
  /** How long a statement may run; null = as long as it takes. */
  readonly statementMs: number | null;
  readonly application: string;
}

/**
 * Ten connections a server at most (RELIABILITY §4.2). Submissions have their own, so that pages and exports cannot
 * starve them, and so has the program's upkeep; reads may take longer than writes. The gate's lanes need one each.
 */
const READS: PoolLimits = { max: 6, statementMs: 15_000, application: 'hailong reads' };
const JOBS: PoolLimits = { max: 1, statementMs: 5_000, application: 'hailong jobs' };
const SUBMISSIONS: PoolLimits = { max: 1, statementMs: 5_000, application: 'hailong submissions' };
const UPKEEP: PoolLimits = { max: 2, statementMs: 5_000, application: 'hailong upkeep' };
/** For migrations and copies: alone, and as long as it takes. */
const ALONE: PoolLimits = { max: 1, statementMs: null, application: 'hailong alone' };

const CONNECTION_MS = 2_000;
const LOCK_MS = 2_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
/** Queries that wait for a connection. Beyond it the client is told at once that the store is busy. */
const WAITING_MAX = 500;

/** Opens the PostgreSQL store with its pools. Nothing is connected until it is asked. */
export function openPostgres(url: string): Store {
  const [db, jobs] = [openPool(url, READS), openPool(url, JOBS)];
  const [submissions, upkeep] = [openPool(url, SUBMISSIONS), openPool(url, UPKEEP)];
  const gate = postgresGate(jobs, submissions);
  return {
    db,
    upkeep,
    gate,
    close: async () => {
      await gate.drain();
      await Promise.all([db, jobs, submissions, upkeep].map((pool) => pool.destroy()));
    }
  };
}

/** One connection without time limits, for migrations and copies. The caller destroys it. */
export function openPostgresAlone(url: string): Db {
  return openPool(url, ALONE);
}

function openPool(url: string, { max, statementMs, application }: PoolLimits): Db {
  const limits =
    statementMs === null
      ? {}
      : {
          statement_timeout: statementMs,
          lock_timeout: LOCK_MS,
          idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS
        };
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECTION_MS,
    keepAlive: true,
    application_name: application,
    types: exactNumbers(),
    ...limits
  });
  // A connection that the server ends is not an exception of ours, whether it idles or is in use: the query that has it
  // fails by itself, and the pool opens another for the next.
  pool.on('error', (error) => log().warn({ err: error }, 'postgres: an idle connection ended'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  const connect = (): Promise<pg.PoolClient> =>
    pool.waitingCount < WAITING_MAX ? pool.connect() : Promise.reject(problem('store.busy'));
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: { connect, end: () => pool.end(), options: pool.options } })
  });
}

/** bigint and sum() as the numbers they are. Set here and nowhere else. */
function exactNumbers(): pg.TypeOverrides {
  const number = (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new Error(`a number from the database is not exact: ${text}`);
    return value;
  };
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, number);
  types.setTypeParser(pg.types.builtins.NUMERIC, number);
  return types;
}
