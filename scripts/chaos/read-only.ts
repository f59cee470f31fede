import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppServer } from '../../tests/support/server.ts';
import { check, isSound, told } from './checker.ts';
import { listed, onBench, type Bench, type Fault, type Outcome } from './fault.ts';
import type { Site } from './site.ts';

const NOBODY = '65534';
const START_MS = 20_000;
const REFUSED_MS = 20_000;

/** How a program is started on a folder that it may not write; `$0` is the folder, `$@` the program. */
const STARTS: readonly (readonly string[])[] = [
  ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'],
  ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', 'sh', '-c', 'exec "$@"'],
  ['sh', '-c', 'chattr +i "$0" && "$@"; code=$?; chattr -i "$0"; exit $code']
];

/**
 * The server is started on a folder that is mounted read-only, belongs to somebody else, or is immutable: it must refuse.
 * Then the database becomes immutable under a running server and is freed again; the server is not restarted. Then the
 * memory that SQLite shares between connections (-shm) is immutable too: there the system ends whoever writes (SIGBUS),
 * as it may where a file system turns read-only, and the server is started again afterwards.
 */
export const readOnly: Fault = {
  name: 'read-only',
  test: 'T10',
  title: 'data folder read-only, of another owner, immutable (chattr); at the start and while running',
  times: { full: 3, short: 0 },
  run: async (times, seed) => {
    if (process.getuid?.() !== 0) return { passed: false, figures: 'owners and mounts can be changed by root only' };
    return onBench(seed, (bench) => closed(bench, times));
  }
};

async function closed(bench: Bench, times: number): Promise<Outcome> {
  const { site, ledger, load } = bench;
  const counts = { refused: 0, changed: 0, shut: 0, unread: 0, killed: 0, open: 0, unclean: 0 };
  for (let round = 0; round < times; round += 1) {
    const before = fingerprint(site.data);
    for (const start of STARTS) if (isRefused(site, start)) counts.refused += 1;
    if (fingerprint(site.data) !== before) counts.changed += 1;
    const app = await site.start();
    const stop = load.start();
    await sleep(500);
    await immutable(
      site,
      (name) => !name.endsWith('-shm'),
      async () => {
        const until = (load.endings.get('503') ?? 0) + 5;
        for (const end = Date.now() + REFUSED_MS; Date.now() < end; await sleep(50)) {
          if ((load.endings.get('503') ?? 0) < until) continue;
          counts.shut += 1;
          break;
        }
        for (const page of pagesOf(site)) if (!(await fetch(page)).ok) counts.unread += 1;
      }
    );
    await sleep(500);
    await stop();
    counts.open += await load.retry();
    if (app.hasEnded()) counts.unclean += 1;
    if (await endsWithShm(bench, app)) counts.killed += 1;
  }
  const finding = await check(site, ledger);
  const { refused, changed, shut, unread, killed, open, unclean } = counts;
  const [starts, without] = [times * STARTS.length, load.withoutRetryAfter()];
  const faults = open + unclean + changed + without + (starts - refused) + (times - shut) + unread;
  return {
    passed: isSound(finding) && faults === 0,
    figures:
      `${told(finding)}; ${refused} of ${starts} starts refused in plain words, ${changed} folders changed by one; while ` +
      `running refused ${shut} times, ${unread} of ${times * 3} pages not read, ${open} not stored afterwards, without a ` +
      `restart; with -shm ended by the system ${killed} of ${times} times; replies ${listed(load.endings)}, ${without} of ` +
      `them 503 without Retry-After`
  };
}
/** Everything immutable under load. Whether that ended the server; then it is started again. Stops it in either case. */
async function endsWithShm({ site, load }: Bench, app: AppServer): Promise<boolean> {
  const stop = load.start();
  await sleep(300);
  const until = (load.endings.get('503') ?? 0) + 5;
  await immutable(
    site,
    () => true,
    async () => {
      while (!app.hasEnded() && (load.endings.get('503') ?? 0) < until) await sleep(50);
    }
  );
  await stop();
  const hasEnded = app.hasEnded();
  const again = hasEnded ? await site.start() : app;
  await load.retry();
  await again.stop();
  return hasEnded;
}

/** Does the work while the data folder and its files with such names can be changed by nobody. */
async function immutable({ data }: Site, chosen: (name: string) => boolean, work: () => Promise<void>): Promise<void> {
  const files = readdirSync(data).filter(chosen);
  const places = [...files.map((name) => path.join(data, name)), data];
  execFileSync('chattr', ['+i', ...places]);
  try {
    await work();
  } finally {
    execFileSync('chattr', ['-i', ...places]);
  }
}

function pagesOf({ target: { origin, code } }: Site): readonly string[] {
  return [`${origin}/s/${code}`, `${origin}/healthz`, `${origin}/api/v1/links/${code}`];
}

/** Ended by itself with another code than 0 and named the folder, without the words of a program's fault. */
function isRefused({ data, env, target }: Site, [program = '', ...words]: readonly string[]): boolean {
  const serve = [process.execPath, 'src/cli/main.ts', 'serve', '--port', new URL(target.origin).port];
  const { status, stderr } = spawnSync(program, [...words, data, ...serve], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: START_MS
  });
  const isPlain = stderr.includes(`Không dùng được ${data}`) && stderr.includes(`${data} cannot be used`);
  const isRight = status !== null && status !== 0 && isPlain && !stderr.includes('    at ');
  if (!isRight) process.stderr.write(`${program}: ended with ${status}: ${stderr}\n`);
  return isRight;
}

/** Names, sizes, owners, modes, times of change and contents of all that is in the folder. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(folder, name);
    const { size, uid, mode, mtimeMs } = statSync(file);
    hash.update(JSON.stringify([name, size, uid, mode, mtimeMs]));
    if (statSync(file).isFile()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}
