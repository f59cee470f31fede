import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../lib/server/config.ts';
import { startServer, type Handler } from '../lib/server/entry/server.ts';
import { logToStandardOutput } from '../lib/server/log.ts';
import { openRuntime } from '../lib/server/runtime.ts';
import { setPurpose } from '../lib/server/services/organisation/organisation.ts';
import { firstSetupLink } from '../lib/server/services/people/setup.ts';
import type { Arguments } from './main.ts';
import { configWith, operatorContext, option } from './open.ts';
import { PROGRAM } from './program.ts';

const BUILD = path.join(PROGRAM, 'build/handler.js');

/** `npm start`: production. No demo data; the first start prints a one-use set-up link. */
export async function run(args: Arguments): Promise<number> {
  const config = configOf(args);
  const setupLink = await prepareProduction(config);
  const { address } = await listen(config);
  console.log(`Hài lòng: ${config.publicOrigin}${config.publicOrigin === address ? '' : ` (${address})`}`);
  if (setupLink !== null)
    console.log(`Thiết lập lần đầu (dùng một lần, 24 giờ) / first set-up: ${config.publicOrigin}/setup/${setupLink}`);
  return 0;
}

function configOf(args: Arguments): Config {
  return configWith({
    HAILONG_DATA: option(args, 'data'),
    HAILONG_PORT: option(args, 'port'),
    HAILONG_HOST: option(args, 'host'),
    HAILONG_ORIGIN: option(args, 'origin'),
    HAILONG_PROGRAM: PROGRAM
  });
}

async function prepareProduction(config: Config): Promise<string | null> {
  const runtime = await openRuntime(config);
  const ctx = operatorContext(runtime);
  if (ctx.directory.purpose() === null) await setPurpose(ctx, 'production');
  const link = await firstSetupLink(ctx);
  await runtime.close();
  return link;
}

/** Serves the build on the configured address until a signal ends it. Throws when there is no build or the port is taken. */
export async function listen(config: Config): Promise<{ readonly address: string }> {
  logToStandardOutput();
  if (!existsSync(BUILD)) throw new Error('there is no build: run `npm run build`, or start by `npm start`');
  Object.assign(process.env, { ORIGIN: config.publicOrigin, BODY_SIZE_LIMIT: '6M' });
  // Nothing here asks for a citizen's address, and /metrics asks for its reader's own: no header may stand for it.
  for (const name of ['ADDRESS_HEADER', 'XFF_DEPTH']) Reflect.deleteProperty(process.env, name);
  for (const [name, value] of Object.entries(environmentOf(config))) {
    if (value === null) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  const { handler }: { handler: Handler } = await import(pathToFileURL(BUILD).href);
  return startServer({
    host: config.host,
    port: config.port,
    handler,
    origin: config.publicOrigin,
    onDrain: [closeApp]
  });
}

/** The built application reads its configuration from the environment, and must find this one there. */
function environmentOf(config: Config): Readonly<Record<string, string | null>> {
  return {
    HAILONG_DATA: config.dataDir,
    HAILONG_HOST: config.host,
    HAILONG_PORT: String(config.port),
    HAILONG_ORIGIN: config.publicOrigin,
    HAILONG_PROGRAM: config.programDir,
    HAILONG_BACKUP_DIR: config.backup.dir,
    HAILONG_BACKUP_RECIPIENTS: config.backup.recipients.length > 0 ? config.backup.recipients.join(',') : null,
    HAILONG_HEADROOM_MB: String(config.headroomBytes / 1_000_000),
    HAILONG_SECRET: config.secret,
    HAILONG_SECRET_FILE: config.secretFile,
    DATABASE_URL: config.databaseUrl
  };
}

/** The built app holds the store; it registers how to close it (hooks.server.ts). */
async function closeApp(): Promise<void> {
  const close: unknown = Reflect.get(globalThis, Symbol.for('hailong.close'));
  if (typeof close === 'function') await close();
}
