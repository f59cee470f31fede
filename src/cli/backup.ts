import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Of } from '../lib/server/backup/copy.ts';
import { newBackupKey } from '../lib/server/backup/seal.ts';
import { backupManifest, BackupFault, unsealBackup } from '../lib/server/backup/unseal.ts';
import type { Context } from '../lib/server/context.ts';
import { keepBackup, listBackups, makeBackup, noteDrill } from '../lib/server/services/store/backups.ts';
import { readIdentity } from './identity.ts';
import type { Arguments } from './main.ts';
import { openExisting, operatorContext, option } from './open.ts';

/** `hailong backup`: makes one now; `key`, `list` and `drill` beside it. */
export async function run(args: Arguments): Promise<number> {
  const [act = 'make'] = args.words;
  if (act === 'key') return key();
  if (act === 'secret') return faulty(() => secret(args));
  if (!['make', 'list', 'drill'].includes(act)) throw new Error(`backup: unknown act ${act}`);
  const runtime = await openExisting(args);
  try {
    const ctx = operatorContext(runtime);
    if (act === 'make') return await make(ctx);
    return await (act === 'list' ? list(ctx) : faulty(() => drill(ctx, args)));
  } finally {
    await runtime.close();
  }
}

/** Prints a new key: one half for the server, the other for paper. */
async function key(): Promise<number> {
  const { identity, recipient } = await newBackupKey();
  console.log(`public, for HAILONG_BACKUP_RECIPIENTS:  ${recipient}`);
  console.log(`secret, to be kept off this machine:    ${identity}`);
  console.error(
    'Print the secret half, put it in an envelope, and do not store it here. A second person makes a second key.'
  );
  return 0;
}

/** The installation's key of a backup, for HAILONG_SECRET where it is restored into PostgreSQL. */
async function secret(args: Arguments): Promise<number> {
  const { installationKey } = await backupManifest(fileOf(args), await readIdentity(args));
  console.log(installationKey);
  return 0;
}

function fileOf(args: Arguments): string {
  const from = option(args, 'from');
  if (from === undefined) throw new Error('backup: --from FILE, and --identity FILE or the key on standard input');
  return from;
}

async function faulty(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BackupFault)) throw error;
    console.error(`hailong: ${error.message}`);
    return 2;
  }
}

async function make(ctx: Context): Promise<number> {
  const result = await makeBackup(ctx, (done, total) =>
    console.error(`backup: ${done}${total === null ? ' rows' : ` of ${total}`}`)
  );
  await ctx.gate.run((db) => keepBackup({ ...ctx, db }, result));
  const [newest] = await listBackups(ctx);
  if (newest)
    console.log(
      `${path.join(ctx.config.backup.dir, newest.name)}: ${newest.responses} responses, ${newest.bytes} bytes`
    );
  return 0;
}

async function list(ctx: Context): Promise<number> {
  for (const { name, bytes, responses, drilledAt } of await listBackups(ctx)) {
    const drill = drilledAt === null ? 'never restored in a drill' : `drill ${new Date(drilledAt).toISOString()}`;
    console.log([name, `${responses} responses`, `${bytes} bytes`, drill].join('\t'));
  }
  return 0;
}

/** Opens a backup as a restore would, into a temporary folder, and notes that it can be done. */
async function drill(ctx: Context, args: Arguments): Promise<number> {
  const from = fileOf(args);
  const folder = mkdtempSync(path.join(tmpdir(), 'hailong-drill-'));
  try {
    const started = performance.now();
    const manifest = await unsealBackup(from, await readIdentity(args), path.join(folder, 'hailong.db'));
    await noteDrill(ctx, await sha256Of(from));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${manifest.rows['response'] ?? 0} responses of ${new Date(manifest.madeAt).toISOString()}, whole; ${seconds} s`
    );
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
