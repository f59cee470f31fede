import process from 'node:process';
import { onSyncFault } from '../db/sync-faults.ts';
import { log } from '../log.ts';

/**
 * Drains on SIGTERM and SIGINT, then ends the process: 0, or 1 where the drain failed. Further signals wait for the same
 * drain (npm and a terminal send the same one twice), so none can cut a commit short. After a sync to disk that failed it
 * does the same and ends with 1: the service manager starts the server again, which opens the database anew.
 * @returns what takes the listeners off again
 */
export function drainOnSignals(drain: () => Promise<void>): () => void {
  const end = (code: number): void => {
    drain().then(
      () => process.exit(code),
      (error: unknown) => {
        log().fatal({ err: error }, 'server: cannot end in order');
        process.exit(1);
      }
    );
  };
  const stop = (): void => end(0);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const forgetSyncFaults = onSyncFault((error) => {
    log().fatal({ err: error }, 'server: the disk did not take what was written; it ends, to be started again');
    end(1);
  });
  return () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
    forgetSyncFaults();
  };
}
