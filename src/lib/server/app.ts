import { parseConfig } from './config.ts';
import { openRuntime, type Runtime } from './runtime.ts';

let opened: Promise<Runtime> | undefined;

/** The server's single open runtime; opened on the first call, by `init` of hooks.server.ts before any request. */
export function runtime(): Promise<Runtime> {
  opened ??= openRuntime(parseConfig(process.env));
  return opened;
}

/** Closes the store after its last commit; nothing to do when it was never opened. */
export async function closeRuntime(): Promise<void> {
  const closing = opened;
  opened = undefined;
  await (await closing)?.close();
}
