import { existsSync } from 'node:fs';
import path from 'node:path';
import { worst, type Level } from '../lib/domain/health/check.ts';
import { healthOf } from '../lib/domain/health/health.ts';
import type { MachineMeasurements, Measurements } from '../lib/domain/health/measurements.ts';
import { healthWords } from '../lib/i18n/health-words.ts';
import type { Config } from '../lib/server/config.ts';
import { sqliteFile } from '../lib/server/db/connect.ts';
import { lookAtStore, oldestArrivalIn } from '../lib/server/db/look.ts';
import { postgresArrivals } from '../lib/server/db/postgres-arrivals.ts';
import { measureMachine } from '../lib/server/health/machine.ts';
import { portState } from '../lib/server/health/port.ts';
import { measureStore } from '../lib/server/health/store.ts';
import type { Arguments } from './main.ts';
import { configWith, option } from './open.ts';
import { PROGRAM } from './program.ts';

const MARKS: Readonly<Record<Level, string>> = { ok: '[ ok ]', warning: '[ !  ]', bad: '[ !! ]' };

/** `hailong doctor`: every check with its words in both languages. Exit 1 where something is bad. */
export async function run(args: Arguments): Promise<number> {
  const config = configOf(args);
  if (!config) return 1;
  const { host, port } = config;
  const machine = await measureMachine(config, Date.now(), { number: port, state: await portState(host, port) });
  const checks = healthOf({ machine, store: await storeOf(config, machine) });
  for (const check of checks) {
    const [vi, en] = [healthWords('vi', check), healthWords('en', check)];
    console.log(`${MARKS[check.level]} ${vi.title}: ${vi.is}\n       ${en.title}: ${en.is}`);
    if (check.level !== 'ok') console.log(`       → ${vi.toDo}\n       → ${en.toDo}`);
  }
  return worst(checks) === 'bad' ? 1 : 0;
}

/** The configuration is the first thing that can be wrong. */
function configOf(args: Arguments): Config | null {
  try {
    return configWith({
      HAILONG_DATA: option(args, 'data'),
      HAILONG_PORT: option(args, 'port'),
      HAILONG_PROGRAM: PROGRAM
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(
      `${MARKS.bad} Cấu hình chưa đúng, xem .env.example / the settings are wrong, see .env.example:\n${reason}`
    );
    return null;
  }
}

async function storeOf(config: Config, { nowMs }: MachineMeasurements): Promise<Measurements['store']> {
  if (config.databaseUrl === null && !existsSync(sqliteFile(config))) {
    return { fault: `${sqliteFile(config)}: chưa có tệp này / no such file` };
  }
  try {
    const db = lookAtStore(config);
    try {
      const oldestArrivalAt = await oldestArrival(config, db);
      return await measureStore(db, config, { nowMs, writesWaiting: null, oldestArrivalAt });
    } finally {
      await db.destroy();
    }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

async function oldestArrival(config: Config, db: ReturnType<typeof lookAtStore>): Promise<number | null> {
  if (config.databaseUrl !== null) return postgresArrivals(db).oldestAt();
  const file = path.join(config.dataDir, 'arrivals.db');
  return existsSync(file) ? oldestArrivalIn(file) : null;
}
