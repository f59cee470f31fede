import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sha256Of } from '../lib/server/backup/copy.ts';
import { BackupFault, unsealBackup } from '../lib/server/backup/unseal.ts';
import type { BackupManifest } from '../lib/server/backup/manifest.ts';
import type { Config } from '../lib/server/config.ts';
import { openStore, sqliteFile, type Store } from '../lib/server/db/connect.ts';
import { requireDataFolder } from '../lib/server/db/data-folder.ts';
import { copyData } from '../lib/server/db/copy-data.ts';
import { syncToDisk } from '../lib/server/db/sqlite-copy.ts';
import { migrateSqlite } from '../lib/server/db/sqlite-migrate.ts';
import { installationKey } from '../lib/server/installation-key.ts';
import { audit } from '../lib/server/services/audit/audit.ts';
import { readIdentity } from './identity.ts';
import type { Arguments } from './main.ts';
import { configOf, option } from './open.ts';

/**
 * `hailong restore`: a backup into an empty folder, or an empty PostgreSQL. Nothing that is there is overwritten, and
 * nothing stands there before it was opened and checked. Exit 2: the backup cannot be used; the message says why.
 */
export async function run(args: Arguments): Promise<number> {
  const from = option(args, 'from');
  if (from === undefined) throw new Error('restore: --from FILE, and --identity FILE or the key on standard input');
  if (!existsSync(from)) throw new Error(`restore: there is no ${from}`);
  const config = configOf(args);
  const [database, key] = [sqliteFile(config), path.join(config.dataDir, 'secret.key')];
  const taken = [...(config.databaseUrl === null ? [database] : []), key].find((file) => existsSync(file));
  if (taken !== undefined) throw new Error(`restore: ${taken} is there already; name an empty folder with --data`);
  requireDataFolder(config.dataDir);
  const work = mkdtempSync(path.join(config.dataDir, '.restore-'));
  try {
    const opened = path.join(work, 'hailong.db');
    const manifest = await unsealBackup(from, await readIdentity(args), opened);
    const note = { madeAt: manifest.madeAt, sha256: await sha256Of(from) };
    if (config.databaseUrl === null) await intoFolder(opened, config, manifest, note);
    else await intoPostgres(opened, config, manifest, note);
    const of = new Date(manifest.madeAt).toISOString();
    console.log(`${manifest.rows['response'] ?? 0} responses of ${of} restored. Check them: hailong verify`);
    return 0;
  } catch (error) {
    if (!(error instanceof BackupFault)) throw error;
    console.error(`hailong: ${error.message}. Nothing was restored.`);
    return 2;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The key first: a database without its key would refuse to start, a key without a database waits for one. */
async function intoFolder(opened: string, config: Config, manifest: BackupManifest, note: Note): Promise<void> {
  const store = await migrateSqlite(opened); // of an older version
  await noteRestore(store, note);
  await store.close();
  syncToDisk(opened);
  if (config.secret === null && config.secretFile === null) {
    writeFileSync(path.join(config.dataDir, 'secret.key'), `${manifest.installationKey}\n`, {
      mode: 0o600,
      flag: 'wx'
    });
  } else requireKey(config, manifest);
  renameSync(opened, sqliteFile(config));
  syncToDisk(config.dataDir);
}

async function intoPostgres(opened: string, config: Config, manifest: BackupManifest, note: Note): Promise<void> {
  requireKey(config, manifest);
  const from = await migrateSqlite(opened);
  try {
    const to = await openStore(config);
    try {
      const tables = await copyData({ from, to, fromAddress: `backup:${manifest.sha256}` }, ({ table, rows }) =>
        console.error(`${table}: ${rows}`)
      );
      const different = tables.filter(({ isSame }) => !isSame).map(({ table }) => table);
      if (different.length > 0) throw new Error(`restore: the copy differs in ${different.join(', ')}`);
      await noteRestore(to, note); // last: an interrupted copy that is started again compares what it has copied
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** Which backup, for the audit: when it was made, and the hash of the sealed file as in `backup.make`. */
interface Note {
  readonly madeAt: number;
  readonly sha256: string;
}

/** In the audit of what was restored, so that nobody goes back to an older state unseen. */
async function noteRestore({ gate }: Store, note: Note): Promise<void> {
  await gate.run((db) => audit({ db, now: Date.now, actor: { id: 'operator' } }, 'backup.restore', { ...note }));
}

/** Where the key comes from the environment, it must be the one that the data were made with. */
function requireKey(config: Config, manifest: BackupManifest): void {
  if (installationKey(config).toString('hex') === manifest.installationKey) return;
  throw new BackupFault(
    'HAILONG_SECRET is not the key of this backup; `hailong backup secret --from FILE` prints that one'
  );
}
