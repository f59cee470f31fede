import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { KIT_BODY_SIZE_LIMIT } from './limits.ts';
import type { Handler } from './server.ts';

export interface HandlerOptions {
  /** The folder that `vite build` wrote. */
  readonly buildDirectory: string;
  /** The public address as browsers see it; without it Kit takes plain http for https and refuses forms. */
  readonly origin: string;
}

/**
 * Imports SvelteKit's request handler. adapter-node reads its settings while it is imported, from the environment: the
 * origin and the body limit are set here, ADDRESS_HEADER, XFF_DEPTH and the like stay the operator's (.env.example).
 * @throws Error where there is no build
 */
export async function loadHandler(options: HandlerOptions): Promise<Handler> {
  const file = resolve(options.buildDirectory, 'handler.js');
  if (!existsSync(file)) throw new Error(`There is no build at ${file}: run npm run build.`);
  process.env['ORIGIN'] = options.origin;
  process.env['BODY_SIZE_LIMIT'] = KIT_BODY_SIZE_LIMIT;
  const module: unknown = await import(pathToFileURL(file).href);
  if (typeof module === 'object' && module !== null && 'handler' in module && isHandler(module.handler)) {
    return module.handler;
  }
  throw new Error(`${file} exports no handler: it is not a build of adapter-node.`);
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}
