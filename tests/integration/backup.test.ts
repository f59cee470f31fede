import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as age from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseManifest, type BackupManifest } from '../../src/lib/server/backup/manifest.ts';
import { newBackupKey } from '../../src/lib/server/backup/seal.ts';
import { BackupFault, unsealBackup } from '../../src/lib/server/backup/unseal.ts';
import { NOBODY, type Context } from '../../src/lib/server/context.ts';
import { startJobs } from '../../src/lib/server/jobs/runner.ts';
import {
  expired,
  listBackups,
  makeBackup,
  startBackup,
  startDailyBackup
} from '../../src/lib/server/services/store/backups.ts';
import { listJobs } from '../../src/lib/server/services/jobs/jobs.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { hailong } from '../support/command.ts';
import { environmentOf } from '../support/database.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';

const DAY_MS = 86_400_000;
const ACKNOWLEDGED_BEFORE = 40;

let runtime: TestRuntime;
let province: Province;
let ctx: Context;
let folder: string;
let keys: { readonly identity: string; readonly recipient: string }[];
let sealed: string;
const acknowledged: { id: string; receipt: string | null }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hailong-backup-'));
  keys = [await newBackupKey(), await newBackupKey()];
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 2, people: false });
  const backup = { dir: join(folder, 'backups'), recipients: keys.map(({ recipient }) => recipient) };
  ctx = { ...runtime.program(), config: { ...runtime.config, backup } };
  await sendUntil(ACKNOWLEDGED_BEFORE);
  sealed = await backupUnderLoad();
}, 120_000);
afterAll(async () => {
  await runtime.end();
  rmSync(folder, { recursive: true });
});

async function sendUntil(count: number): Promise<void> {
  const link = province.communes[0]?.links[0] ?? '';
  while (acknowledged.length < count) {
    const [result] = await submitResponses(ctx, [aResponse(province, link)]);
    if (result?.status === 'stored' && result.id !== null)
      acknowledged.push({ id: result.id, receipt: result.receipt });
  }
}

/** Answers go on coming in while the copy is made. */
async function backupUnderLoad(): Promise<string> {
  await startBackup(ctx);
  const runner = startJobs({ ...ctx, actor: NOBODY }); // as the server runs it
  for (;;) {
    await sendUntil(acknowledged.length + 1);
    await nextTurn(); // answers come in one by one, as over the network
    const [job] = await listJobs(ctx);
    if (job?.status === 'done') break;
    if (job?.status === 'failed') throw new Error(`the backup failed: ${job.fault ?? ''}`);
  }
  await runner.stop();
  const [newest] = await listBackups(ctx);
  return join(ctx.config.backup.dir, newest?.name ?? '');
}

async function fault(file: string, identity: string): Promise<string> {
  const to = join(mkdtempSync(join(folder, 'open-')), 'x.db');
  try {
    await unsealBackup(file, identity, to);
    return 'opened';
  } catch (error) {
    if (error instanceof BackupFault) return error.message;
    throw error;
  }
}

describe('a backup made while answers come in', () => {
  it('leaves one file, and nothing beside it', () => {
    expect(readdirSync(ctx.config.backup.dir)).toEqual([expect.stringMatching(/^hailong-\d{8}T\d{9}\.age$/)]);
    expect(readFileSync(sealed).subarray(0, 21).toString()).toBe('age-encryption.org/v1');
  });

  it('stands in the audit in the name of who started it', async () => {
    const query = ctx.db.selectFrom('audit_event').select('actor').where('act', '=', 'backup.make');
    expect(await query.execute()).toEqual([{ actor: ctx.actor.id }]);
  });

  it('is copied beside the data: the folder that is copied away holds nothing unsealed at any moment', async () => {
    const seen: string[] = [];
    const made = await makeBackup(ctx, () => seen.push(...readdirSync(ctx.config.backup.dir)));
    expect(seen).toContain(basename(sealed));
    expect(seen.filter((name) => !name.endsWith('.age'))).toEqual([]);
    expect(readdirSync(ctx.config.dataDir).filter((name) => name.startsWith('.backup-'))).toEqual([]);
    const { name } = JSON.parse(made);
    expect(name).not.toBe(basename(sealed));
    rmSync(join(ctx.config.backup.dir, name));
  });

  it('restored by the second key alone, has every answer acknowledged before it, with its receipt', async () => {
    const target = join(folder, 'restored');
    const key = join(folder, 'second.key');
    writeFileSync(key, `# made today\n${keys[1]?.identity ?? ''}\n`);
    const { stdout } = await hailong(['restore', '--from', sealed, '--identity', key, '--data', target]);
    expect(stdout).toMatch(/responses of .* restored/);
    expect(statSync(target).mode & 0o777).toBe(0o700);
    const { stdout: proof } = await hailong(['verify', '--data', target]);
    expect(proof).toContain('moments = rebuild(responses): yes');
    const Sqlite = (await import('better-sqlite3')).default;
    const copy = new Sqlite(join(target, 'hailong.db'), { readonly: true });
    const last = copy.prepare('SELECT act, actor FROM audit_event ORDER BY position DESC LIMIT 1').get();
    expect(last).toEqual({ act: 'backup.restore', actor: 'operator' });
    const receiptOf = copy.prepare('SELECT receipt FROM response WHERE id = ?').pluck();
    const before = acknowledged.slice(0, ACKNOWLEDGED_BEFORE);
    expect(before.filter(({ id, receipt }) => receiptOf.get(id) !== receipt)).toEqual([]);
    copy.close();
  });

  it('is refused into a folder that holds data, and with a key that is not one of the two', async () => {
    const key = join(folder, 'first.key');
    writeFileSync(key, keys[0]?.identity ?? '');
    const again = hailong(['restore', '--from', sealed, '--identity', key, '--data', join(folder, 'restored')]);
    await expect(again).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });
    writeFileSync(key, (await newBackupKey()).identity);
    const elsewhere = join(folder, 'elsewhere');
    const other = hailong(['restore', '--from', sealed, '--identity', key, '--data', elsewhere]);
    await expect(other).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be opened with this key')
    });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('is refused when it was cut off, or one byte of it is another, wherever that is', async () => {
    const identity = keys[0]?.identity ?? '';
    const bytes = readFileSync(sealed);
    const damaged = join(folder, 'damaged.age');
    for (const at of [0, 30, 200, 1_000, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(damaged, changed);
      expect(await fault(damaged, identity), `byte ${at}`).toMatch(/damaged|no backup|cannot be opened/);
    }
    for (const length of [0, 100, 1_000, bytes.length - 1]) {
      copyFileSync(sealed, damaged);
      truncateSync(damaged, length);
      expect(await fault(damaged, identity), `${length} bytes`).toMatch(/damaged|no backup|cut off/);
    }
    expect(await fault(sealed, 'AGE-SECRET-KEY-1NONSENSE')).toContain('not an age key');
  });

  it('is refused when a newer version made it', async () => {
    const newer = await forged(({ migrations, ...rest }) => ({
      ...rest,
      migrations: [...migrations, '9999_from_the_future']
    }));
    expect(await fault(newer, keys[0]?.identity ?? '')).toContain('made by a newer version (9999_from_the_future)');
  });

  it('is refused when it unpacks to more than it says, or to more than the disk holds', async () => {
    const identity = keys[0]?.identity ?? '';
    const bomb = await forged((manifest) => ({ ...manifest, bytes: manifest.bytes - 1 }));
    expect(await fault(bomb, identity)).toContain('holds more than it says');
    const vast = await forged((manifest) => ({ ...manifest, bytes: Number.MAX_SAFE_INTEGER }));
    expect(await fault(vast, identity)).toMatch(/needs \d+ bytes of disk/);
  });

  /** The same database under another first line, sealed again: whoever has the public keys can make it. */
  async function forged(change: (manifest: BackupManifest) => BackupManifest): Promise<string> {
    const opened = new age.Decrypter();
    opened.addIdentity(keys[0]?.identity ?? '');
    const plain = Buffer.from(await opened.decrypt(readFileSync(sealed)));
    const end = plain.indexOf(10);
    const manifest = change(parseManifest(plain.subarray(0, end).toString()));
    const closed = new age.Encrypter();
    for (const { recipient } of keys) closed.addRecipient(recipient);
    const file = join(mkdtempSync(join(folder, 'forged-')), 'forged.age');
    writeFileSync(
      file,
      await closed.encrypt(Buffer.concat([Buffer.from(JSON.stringify(manifest)), plain.subarray(end)]))
    );
    return file;
  }

  it('is opened in a drill, which the list remembers', async () => {
    const env = { ...environmentOf(runtime.config.dataDir), HAILONG_DATA: runtime.config.dataDir };
    const key = join(folder, 'drill.key');
    writeFileSync(key, keys[0]?.identity ?? '');
    const { stdout } = await hailong(['backup', 'drill', '--from', sealed, '--identity', key], env);
    expect(stdout).toContain('whole');
    expect((await listBackups(ctx))[0]?.drilledAt).toBeGreaterThan(Date.now() - 60_000);
  });
});

it('is made once a day by itself, after one o’clock, if there are keys', async () => {
  const midnight = Date.parse('2027-03-01T00:30:00+07:00');
  const jobs = async () => (await listJobs(ctx)).filter(({ subject }) => subject === '2027-03-01').length;
  await startDailyBackup({ ...ctx, now: () => midnight });
  expect(await jobs()).toBe(0);
  await startDailyBackup({ ...runtime.context, now: () => midnight + 2 * 3_600_000 }); // no recipients
  expect(await jobs()).toBe(0);
  for (const hours of [1, 2, 20]) await startDailyBackup({ ...ctx, now: () => midnight + hours * 3_600_000 });
  expect(await jobs()).toBe(1);
});

it('keeps those of eight days and the first of each week, and none for longer than 35 days', () => {
  const now = Date.parse('2027-06-30T02:00:00+07:00');
  const daily = Array.from({ length: 60 }, (_, age_) => ({ name: String(age_), madeAt: now - age_ * DAY_MS }));
  const gone = new Set(expired(daily, now));
  const kept = daily.filter(({ name }) => !gone.has(name)).map(({ name }) => Number(name));
  expect(kept.slice(0, 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(Math.max(...kept)).toBeLessThanOrEqual(35);
  expect(kept.length).toBeLessThanOrEqual(9 + 4);
  expect(kept.length).toBeGreaterThanOrEqual(9 + 3);
});

it('never stands beside the data unencrypted', () => {
  const names = existsSync(ctx.config.backup.dir) ? readdirSync(ctx.config.backup.dir) : [];
  expect(names.filter((name) => !name.endsWith('.age'))).toEqual([]);
});
