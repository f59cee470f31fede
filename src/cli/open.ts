import { existsSync } from 'node:fs';
import { parseConfig, type Config } from '../lib/server/config.ts';
import type { Actor, Context } from '../lib/server/context.ts';
import { sqliteFile } from '../lib/server/db/connect.ts';
import { openRuntime, type Runtime } from '../lib/server/runtime.ts';
import type { Arguments } from './main.ts';

/** A text option, or undefined. */
export function option({ values }: Arguments, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Opens the database that the options or the environment name. */
export function openInstallation(args: Arguments): Promise<Runtime> {
  return openRuntime(configOf(args));
}

/** The same, for what says something of data that are there: a mistyped folder must not be made, and then found sound. */
export function openExisting(args: Arguments): Promise<Runtime> {
  const config = configOf(args);
  if (config.databaseUrl === null && !existsSync(sqliteFile(config))) {
    throw new Error(`${config.dataDir} holds no data: name the folder with --data or HAILONG_DATA`);
  }
  return openRuntime(config);
}

/** The configuration by options and environment. */
export function configOf(args: Arguments): Config {
  return configWith({ HAILONG_DATA: option(args, 'data') });
}

/** The environment with the settings that options give. Throws where it is not plain which database is meant. */
export function configWith(given: Readonly<Record<string, string | undefined>>): Config {
  if (given['HAILONG_DATA'] !== undefined && process.env['DATABASE_URL'] !== undefined) {
    throw new Error('--data names a folder with SQLite, and DATABASE_URL is set: which is meant? Leave one out.');
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return parseConfig({ ...process.env, ...set });
}

/** The operator at the command line: whoever may run it owns the machine; every act is audited under this name. */
export function operatorContext(runtime: Runtime): Context {
  const { directory } = runtime.context;
  const roles = ['province_admin', 'auditor'] as const;
  const actor: Actor = {
    id: 'operator',
    name: 'operator',
    // Read anew each time: the province may be made by this very command.
    get grants() {
      return directory.units().length === 0 ? [] : roles.map((role) => ({ role, unit: directory.root().id }));
    }
  };
  return runtime.contextFor(actor);
}
