import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { operatorContext } from '../../src/cli/open.ts';
import { parseConfig } from '../../src/lib/server/config.ts';
import { openRuntime } from '../../src/lib/server/runtime.ts';
import { seedDemoProvince } from '../../src/lib/server/services/store/demo-province.ts';
import { freePort } from '../../tests/support/port.ts';
import { startApp, type AppServer } from '../../tests/support/server.ts';

/** Where responses are sent, and what they must name. */
export interface Target {
  readonly origin: string;
  readonly code: string;
  readonly questionnaire: string;
  /** Ids of the province and of its open round, for its administrators. */
  readonly unit: string;
  readonly round: string;
}

/** An installation with the demonstration province: its data, and how its server is started. */
export interface Site {
  readonly data: string;
  readonly databaseUrl: string | null;
  /** For the program's commands and its server. */
  readonly env: Readonly<Record<string, string>>;
  readonly target: Target;
  /** Ready when it resolves; always under the same address. */
  readonly start: (env?: Readonly<Record<string, string>>) => Promise<AppServer>;
  readonly end: () => void;
}

export interface SiteOptions {
  /** An existing folder, which its maker removes. */
  readonly data?: string;
  /** Migrated. */
  readonly databaseUrl?: string;
  /** Simulated responses that are there before. */
  readonly seeded?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const SEEDED = 100;
const SECRET = 'c4a05'.padEnd(64, '0');
const linkReply = v.object({ questionnaire: v.object({ hash: v.string() }) });

export async function makeSite(options: SiteOptions = {}): Promise<Site> {
  const data = options.data ?? mkdtempSync(path.join(tmpdir(), 'hailong-chaos-'));
  const databaseUrl = options.databaseUrl ?? null;
  const env = {
    HAILONG_DATA: data,
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl, HAILONG_SECRET: SECRET }),
    ...options.env
  };
  const runtime = await openRuntime(parseConfig(env));
  await seedDemoProvince(operatorContext(runtime), options.seeded ?? SEEDED, () => undefined);
  const link = runtime.context.directory.linksOf('06001').find((entry) => entry.channel === 'qr');
  const unit = runtime.context.directory.root().id;
  const round = runtime.context.directory.rounds().find(({ status }) => status === 'open')?.id ?? '';
  await runtime.close();
  if (!link) throw new Error('the demo province has a link');
  const port = await freePort();
  const start: Site['start'] = (more = {}) => startApp({ dataDir: data, port, env: { ...env, ...more } });
  const origin = `http://127.0.0.1:${port}`;
  const app = await start();
  const reply: unknown = await (await fetch(`${origin}/api/v1/links/${link.code}`)).json();
  await app.stop();
  return {
    data,
    databaseUrl,
    env,
    target: { origin, code: link.code, questionnaire: v.parse(linkReply, reply).questionnaire.hash, unit, round },
    start,
    end: () => {
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    }
  };
}
