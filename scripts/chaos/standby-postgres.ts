import { execFile } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../tests/support/port.ts';
import { startPostgres } from '../../tests/support/postgres.ts';
import { accountOf, asked, endOf, killAll, postgresPrograms, startOn, STEP_MS } from './postgres-process.ts';
import { openVirtualAddress } from './virtual-address.ts';

/** A primary and its synchronous standby behind one address. */
export interface StandbyPostgres {
  /** The address that the application knows; it outlives every primary. */
  readonly url: string;
  /** Gives the primary a standby, and returns when every commit waits for the standby's sync. */
  readonly addStandby: () => Promise<void>;
  /** Kills the primary with all its processes; its data are gone. */
  readonly killPrimary: () => Promise<void>;
  /** Makes the standby the primary, alone until it gets a standby, and points the address to it. */
  readonly promote: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Node {
  readonly url: string;
  readonly data: string;
  readonly remove: () => Promise<void>;
}

const NAME = 'hailong_standby';
const SYNC_MS = 30_000;

/** Real servers: initdb for the first primary, pg_basebackup and streaming for every standby. */
export async function startWithStandby(): Promise<StandbyPostgres> {
  const first = await startPostgres();
  let primary: Node = { url: first.url, data: await asked(first.url, 'SHOW data_directory'), remove: first.stop };
  let standby: Node | null = null;
  const address = await openVirtualAddress(portOf(primary));
  const url = new URL(first.url);
  url.port = String(address.port);
  return {
    url: url.href,
    addStandby: async () => {
      standby = await standbyOf(primary);
      await asked(primary.url, `ALTER SYSTEM SET synchronous_standby_names = '${NAME}'`);
      await asked(primary.url, 'SELECT pg_reload_conf()');
      const state = `SELECT current_setting('synchronous_commit') || ' ' || sync_state FROM pg_stat_replication`;
      for (const until = Date.now() + SYNC_MS; (await asked(primary.url, state)) !== 'on sync'; await sleep(STEP_MS)) {
        if (Date.now() > until) throw new Error('the standby does not become synchronous');
      }
    },
    killPrimary: async () => {
      await killAll(primary.data);
      await primary.remove();
    },
    promote: async () => {
      if (!standby) throw new Error('there is no standby');
      [primary, standby] = [standby, null];
      await asked(primary.url, `ALTER SYSTEM SET synchronous_standby_names = ''`);
      await asked(primary.url, 'SELECT pg_reload_conf()');
      if ((await asked(primary.url, 'SELECT pg_promote(true, 30)')) !== 'true') throw new Error('not promoted');
      address.pointTo(portOf(primary));
    },
    stop: async () => {
      await address.close();
      for (const node of [standby, primary]) {
        if (!node) continue;
        await endOf(node.data, 'SIGINT');
        await node.remove();
      }
    }
  };
}

async function standbyOf(primary: Node): Promise<Node> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hailong-standby-'));
  const account = accountOf(primary.data);
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
  const data = path.join(folder, 'data');
  const source = `host=127.0.0.1 port=${portOf(primary)} user=hailong application_name=${NAME}`;
  const words = ['--dbname', source, '--pgdata', data, '--write-recovery-conf', '--checkpoint=fast', '--no-sync'];
  await promisify(execFile)(path.join(postgresPrograms(), 'pg_basebackup'), words, { ...account, cwd: folder });
  const port = String(await freePort());
  const url = new URL(primary.url);
  url.port = port;
  await startOn(data, port, url.href);
  return { url: url.href, data, remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })) };
}

function portOf({ url }: Node): number {
  return Number(new URL(url).port);
}
