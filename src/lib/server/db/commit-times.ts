import { channel } from 'node:diagnostics_channel';

/** Milliseconds of each commit, from BEGIN to the synced COMMIT, for whoever measures. */
export const COMMITS = 'hailong:commit';
const commits = channel(COMMITS);

/** Does the work of one transaction and tells how long it took, whether it was committed or not. */
export async function timedCommit<T>(work: () => Promise<T>): Promise<T> {
  if (!commits.hasSubscribers) return work();
  const started = performance.now();
  try {
    return await work();
  } finally {
    commits.publish(performance.now() - started);
  }
}
