import process from 'node:process';
import type { RunningServer } from './server.ts';

/**
 * Drains on SIGTERM and SIGINT, then ends the process: 0, or 1 where a drain hook failed. Further signals wait for the
 * same drain (npm and a terminal send the same one twice), so none can cut a commit short.
 */
export function drainOnSignals(server: RunningServer): void {
  const stop = (): void => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      }
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
