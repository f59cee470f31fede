import { setTimeout as sleep } from 'node:timers/promises';
import { turns } from '../../auth/turns.ts';

/** One at a time, for its sums occupy the event loop. Who comes when so many wait is told `store.busy`. */
const inTurn = turns({ atOnce: 1, waitingMax: 20 });
/** What somebody tries out, of sums that are in memory: it does not wait for a page that is made anew. */
const triedInTurn = turns({ atOnce: 1, waitingMax: 20 });
const REST_MAX_MS = 1_000;

/**
 * Computes the figures of a page in turn, and rests as long as they took: fifty administrators who study figures leave
 * half of the server to the answers that come in (R36). The caller has the figures before the rest.
 */
export function figuresInTurn<T>(compute: () => Promise<T>): Promise<T> {
  return resting(inTurn, compute);
}

/** The same for a what-if, in a queue of its own. */
export function trialInTurn<T>(compute: () => Promise<T>): Promise<T> {
  return resting(triedInTurn, compute);
}

function resting<T>(turn: ReturnType<typeof turns>, compute: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    turn(async () => {
      const from = performance.now();
      await compute().then(resolve, reject);
      await sleep(Math.min(performance.now() - from, REST_MAX_MS));
    }).catch(reject);
  });
}
