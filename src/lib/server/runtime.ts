import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Config } from './config.ts';
import { NOBODY, type Actor, type Context } from './context.ts';
import { openFileArrivals, type Arrivals } from './db/arrivals.ts';
import { openStore, type Store } from './db/connect.ts';
import { requireDataFolder } from './db/data-folder.ts';
import { requireWhole } from './db/copy-mark.ts';
import { directoryChanges } from './db/directory-changes.ts';
import { isStoreFault } from './db/faults.ts';
import { postgresArrivals } from './db/postgres-arrivals.ts';
import { installationKey, requireSameKey } from './installation-key.ts';
import { openDirectory, type Directory } from './services/organisation/directory.ts';
import { log } from './log.ts';

/** The open installation: store, directory and key. Command line and server open it the same way. */
export interface Runtime {
  readonly config: Config;
  readonly contextFor: (actor: Actor) => Context;
  /** For what needs no actor: health, the respondent's page. */
  readonly context: Context;
  readonly close: () => Promise<void>;
}

/** What another server or the command line changed is seen within a second: this, and the reading of it. */
const REFRESH_MS = 400;
const PURGE_MS = 3_600_000;

/** Opens the database that the configuration names. Throws with a plain reason when it cannot. */
export async function openRuntime(config: Config): Promise<Runtime> {
  requireDataFolder(config.dataDir); // beside PostgreSQL it holds the audit's heads, and copies at work
  const store = await openStore(config);
  try {
    return await runtimeOver(store, config);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function runtimeOver(store: Store, config: Config): Promise<Runtime> {
  await requireWhole(store.db);
  const secret = installationKey(config);
  await requireSameKey(store, secret);
  const { directory, stop } = await freshDirectory(store);
  const arrivals =
    config.databaseUrl === null
      ? openFileArrivals(path.join(config.dataDir, 'arrivals.db'))
      : postgresArrivals(store.upkeep);
  const stopPurging = purgeHourly(arrivals);
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
  return {
    config,
    contextFor,
    context: contextFor(NOBODY),
    close: async () => {
      stopPurging();
      await stop();
      await store.gate.drain();
      await arrivals.close();
      await store.close();
    }
  };
}

/** The directory, loaded again whenever another process has changed it. A store that cannot be read is asked again. */
async function freshDirectory({ upkeep: db }: Store): Promise<{ directory: Directory; stop: () => Promise<void> }> {
  let seen = await directoryChanges(db);
  const directory = await openDirectory(db);
  // Whoever loads it says which changes are in it, so that the next look does not load them once more.
  const loadWith = async (changes: number): Promise<void> => {
    await directory.reload();
    seen = Math.max(seen, changes);
  };
  let said = '';
  const look = async (): Promise<void> => {
    try {
      const now = await directoryChanges(db);
      if (now !== seen) await loadWith(now);
      said = '';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== said) log().error({ err: error }, 'directory: cannot reload');
      said = reason;
    }
  };
  let timer: NodeJS.Timeout;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  const wait = (): void => {
    if (stopped) return;
    timer = setTimeout(() => (looking = look().then(wait)), REFRESH_MS).unref();
  };
  wait();
  // For services: what they changed is committed, so that a reload which fails is no failure of theirs; the next look mends it.
  const reload = (): Promise<void> =>
    directoryChanges(db)
      .then(loadWith)
      .catch((error: unknown) => {
        if (!isStoreFault(error)) throw error;
        log().error({ err: error }, 'directory: cannot reload after a change');
      });
  return {
    directory: { ...directory, reload },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
    }
  };
}

function purgeHourly(arrivals: Arrivals): () => void {
  const purge = (): void => {
    arrivals.purge(Date.now()).catch((error: unknown) => log().error({ err: error }, 'arrivals: cannot purge'));
  };
  purge();
  const timer = setInterval(purge, PURGE_MS).unref();
  return () => clearInterval(timer);
}
