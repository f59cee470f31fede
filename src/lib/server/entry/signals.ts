import process from 'node:process';
import { log } from '../log.ts';

/**
 * Drains on SIGTERM and SIGINT, then ends the process: 0, or 1 where the drain failed. Further signals wait for the same
 * drain (npm and a terminal send the same one twice), so none can cut a commit short.
 * @returns what takes the listeners off again
 */
export function drainOnSignals(drain: () => Promise<void>): () => void {
  const stop = (): void => {
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        log().fatal({ err: error }, 'server: cannot end in order');
        process.exit(1);
      }
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
  };
}
