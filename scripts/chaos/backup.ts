import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, hailong, isSound, storedIds, told } from './checker.ts';
import { onBench, type Bench, type Fault } from './fault.ts';

interface Key {
  readonly identity: string;
  readonly recipient: string;
}

/** A backup made under load, opened by the second key alone in an empty folder; a wrong key and damaged files are refused. */
export const backup: Fault = {
  name: 'backup',
  test: 'T16',
  title: 'backup under load, restored into an empty folder',
  times: { full: 5, short: 0 },
  run: async (times, seed) => {
    const keys = [newKey(), newKey()];
    const [, second] = keys;
    const env = { HAILONG_HEADROOM_MB: '1', HAILONG_BACKUP_RECIPIENTS: keys.map((key) => key.recipient).join(',') };
    if (!second) throw new Error('two keys were made');
    return onBench(
      seed,
      async (bench) => {
        const { site, ledger, load } = bench;
        const app = await site.start();
        const stop = load.start();
        const found = { missing: 0, unsound: 0, notRefused: 0 };
        for (let round = 0; round < times; round += 1) {
          await sleep(500);
          const before = [...ledger.acknowledged.keys()];
          const file = await backedUp(bench);
          const result = await restored(bench, file, second, before);
          found.missing += result.missing;
          found.unsound += result.isSound ? 0 : 1;
          found.notRefused += notRefused(file, second);
        }
        await stop();
        const open = await load.retry();
        await app.stop();
        const finding = await check(site, ledger);
        const { missing, unsound, notRefused: taken } = found;
        return {
          passed: isSound(finding) && open + missing + unsound + taken === 0,
          figures:
            `${told(finding)}; of ${times} backups opened by the second key alone ${unsound} unsound, ${missing} answers ` +
            `acknowledged before missing; ${taken} of ${times * 3} with a wrong key, cut short or changed by a byte taken`
        };
      },
      { env }
    );
  }
};

export function newKey(): Key {
  const { stdout } = hailong(['backup', 'key'], {});
  const recipient = /age1\S+/.exec(stdout)?.[0];
  const identity = /AGE-SECRET-KEY-\S+/.exec(stdout)?.[0];
  if (recipient === undefined || identity === undefined) throw new Error(`no keys in: ${stdout}`);
  return { identity, recipient };
}

/** Beside the load, so it must not block this process. Gives the newest file. */
async function backedUp({ site }: Bench): Promise<string> {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'backup'], {
    env: { ...process.env, ...site.env },
    stdio: 'ignore'
  });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`hailong backup ended with ${child.exitCode}`);
  const folder = path.join(site.data, 'backups');
  const newest = readdirSync(folder).sort().at(-1);
  if (newest === undefined) throw new Error('no backup was made');
  return path.join(folder, newest);
}

async function restored(bench: Bench, file: string, key: Key, before: readonly string[]) {
  const data = mkdtempSync(path.join(tmpdir(), 'hailong-restored-'));
  const env = { HAILONG_DATA: data };
  try {
    const { status, stderr } = hailong(['restore', '--from', file], env, `${key.identity}\n`);
    if (status !== 0) throw new Error(`hailong restore ended with ${status}: ${stderr}`);
    const there = await storedIds({ data, databaseUrl: null });
    const known = {
      ...bench.ledger,
      acknowledged: new Map([...bench.ledger.acknowledged].filter(([id]) => there.has(id)))
    };
    const finding = await check({ data, databaseUrl: null, env }, known);
    return { missing: before.filter((id) => !there.has(id)).length, isSound: isSound(finding, false) };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** How many of three bad restores were not refused with exit 2. */
function notRefused(file: string, key: Key): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'hailong-bad-'));
  try {
    const bytes = readFileSync(file);
    const changed = Buffer.from(bytes);
    const middle = Math.floor(bytes.length / 2);
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    const [short, altered] = [path.join(folder, 'short'), path.join(folder, 'altered')];
    writeFileSync(short, bytes.subarray(0, -100));
    writeFileSync(altered, changed);
    const attempts: readonly (readonly [string, string])[] = [
      [file, newKey().identity],
      [short, key.identity],
      [altered, key.identity]
    ];
    return attempts.filter(([from, identity], i) => {
      const env = { HAILONG_DATA: path.join(folder, `data-${i}`) };
      return hailong(['restore', '--from', from], env, `${identity}\n`).status !== 2;
    }).length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
