import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from './config.ts';
import { NOBODY, type Actor, type Context } from './context.ts';
import { openArrivals } from './db/arrivals.ts';
import { openSqlite } from './db/connect.ts';
import { migrate } from './db/migrate.ts';
import { openDirectory } from './services/directory.ts';

/** The open installation: store, directory and key of one data folder. Command line and server open it the same way. */
export interface Runtime {
  readonly config: Config;
  readonly contextFor: (actor: Actor) => Context;
  /** For what needs no actor: health, the respondent's page. */
  readonly context: Context;
  readonly close: () => Promise<void>;
}

const REFRESH_MS = 1_000;
const PURGE_MS = 3_600_000;

/** Opens (and migrates) the data folder. Throws with a plain reason when it cannot. */
export async function openRuntime(config: Config): Promise<Runtime> {
  mkdirSync(config.dataDir, { recursive: true });
  const store = openSqlite(path.join(config.dataDir, 'hailong.db'));
  await store.gate.exclusively(migrate);
  const arrivals = openArrivals(path.join(config.dataDir, 'arrivals.db'));
  const directory = await openDirectory(store.db);
  const secret = installationKey(path.join(config.dataDir, 'secret.key'));
  const contextFor = (actor: Actor): Context => ({
    db: store.db,
    gate: store.gate,
    arrivals,
    directory,
    actor,
    now: Date.now,
    newId: randomUUID,
    config,
    secret
  });
  const stopRefreshing = keepFresh(store.foreignChanges, directory.reload);
  const purge = setInterval(() => arrivals.purge(Date.now()), PURGE_MS).unref();
  arrivals.purge(Date.now());
  return {
    config,
    contextFor,
    context: contextFor(NOBODY),
    close: async () => {
      stopRefreshing();
      clearInterval(purge);
      await store.close();
      arrivals.close();
    }
  };
}

/** What another process (the command line) changed is seen within a second. */
function keepFresh(foreignChanges: () => number, reload: () => Promise<void>): () => void {
  let seen = foreignChanges();
  const timer = setInterval(() => {
    const now = foreignChanges();
    if (now === seen) return;
    seen = now;
    reload().catch((error: unknown) => console.error('directory: cannot reload', error));
  }, REFRESH_MS).unref();
  return () => clearInterval(timer);
}

/** The key of the payload hashes: made on the first start, readable by the service's account only. */
function installationKey(file: string): Buffer {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex') + '\n', { mode: 0o600, flag: 'wx' });
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length !== 32) throw new Error(`${file} is not a key of 32 bytes in hexadecimal`);
  return key;
}
