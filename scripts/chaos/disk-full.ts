import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, isSound, told } from './checker.ts';
import { listed, onBench, type Bench, type Fault, type Outcome } from './fault.ts';

const SIZE = '24m';
const UNTIL_FULL_MS = 30_000;

/** The data lie on a small file system that another file fills; then that file is removed. The server is not restarted. */
export const diskFull: Fault = {
  name: 'disk',
  test: 'T8',
  title: `disk full (tmpfs of ${SIZE}), then freed`,
  times: { full: 5, short: 0 },
  run: async (times, seed) => {
    if (process.getuid?.() !== 0) return { passed: false, figures: 'a tmpfs can be mounted by root only' };
    const mount = mkdtempSync(path.join(tmpdir(), 'hailong-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', mount]);
    try {
      const options = { data: path.join(mount, 'data'), env: { HAILONG_HEADROOM_MB: '1' } };
      return await onBench(seed, (bench) => filled(bench, path.join(mount, 'filler'), times), options);
    } finally {
      execFileSync('umount', [mount]);
      rmSync(mount, { recursive: true });
    }
  }
};

async function filled({ site, ledger, load }: Bench, filler: string, times: number): Promise<Outcome> {
  const app = await site.start();
  let [full, pages, unread] = [0, 0, 0];
  for (let round = 0; round < times; round += 1) {
    const stop = load.start();
    await sleep(500);
    fill(filler);
    const before = load.endings.get('503') ?? 0;
    for (const until = Date.now() + UNTIL_FULL_MS; Date.now() < until; await sleep(50)) {
      fill(filler); // what a checkpoint gave back is taken again
      if ((load.endings.get('503') ?? 0) > before + 5) break;
    }
    if ((load.endings.get('503') ?? 0) > before + 5) full += 1;
    for (const page of [`/s/${site.target.code}`, '/healthz', `/api/v1/links/${site.target.code}`]) {
      pages += 1;
      if (!(await fetch(site.target.origin + page)).ok) unread += 1;
    }
    await stop();
    rmSync(filler);
    await load.retry();
  }
  const open = await load.retry();
  const code = await app.stop();
  const finding = await check(site, ledger);
  const bad = [...load.endings.keys()].filter((ending) => !['200', '503'].includes(ending));
  const missing = load.withoutRetryAfter();
  return {
    passed: isSound(finding) && open + bad.length + unread + missing === 0 && full === times && code === 0,
    figures:
      `${told(finding)}; full ${full} times; replies ${listed(load.endings)}, ${missing} of them 503 without Retry-After; ` +
      `${pages - unread} of ${pages} pages read while full; ${open} not stored after the space was freed, without a restart`
  };
}

/** Writes to the file until the file system has no room left. */
function fill(file: string): void {
  const descriptor = openSync(file, 'a');
  try {
    for (const block of [Buffer.alloc(65_536), Buffer.alloc(512)]) writeUntilFull(descriptor, block);
  } finally {
    closeSync(descriptor);
  }
}

function writeUntilFull(descriptor: number, block: Buffer): void {
  try {
    while (writeSync(descriptor, block) === block.length);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
