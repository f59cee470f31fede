import { setTimeout as sleep } from 'node:timers/promises';
import { turns } from '../../auth/turns.ts';

/** One at a time, for its sums occupy the event loop. Who comes when so many wait is told `store.busy`. */
const inTurn = turns({ atOnce: 1, waitingMax: 20 });
/** What somebody tries out, of sums that are in memory: it does not wait for a page that is made anew. */
const triedInTurn = turns({ atOnce: 1, waitingMax: 20 });
const REST_MAX_MS = 1_000;
/** What is made ahead waits until nobody has looked at anything for so long, but not for ever. */
const [QUIET_MS, QUIET_WITHIN_MS] = [2_000, 60_000];
let lookedAt = -Infinity;

/**
 * Computes the figures of a page in turn, and rests as long as they took: fifty administrators who study figures leave
 * half of the server to the answers that come in (R36). The caller has the figures before the rest.
 */
export function figuresInTurn<T>(compute: () => Promise<T>): Promise<T> {
  return resting(inTurn, compute);
}

/** The same for a what-if, in a queue of its own. */
export function trialInTurn<T>(compute: () => Promise<T>): Promise<T> {
  somebodyLooks();
  return resting(triedInTurn, compute);
}

/** Somebody is given figures, and will look at others in a moment. */
export function somebodyLooks(): void {
  lookedAt = performance.now();
}

/** What is made ahead, one behind the other: a reader waits for one of them at most. */
const aheadInTurn = turns({ atOnce: 1, waitingMax: Infinity });

/**
 * Makes something ahead when nobody looks: sums of a page occupy the event loop, and nobody waits for it. A minute after
 * it was due at the latest.
 */
export function aheadOfLooks<T>(make: () => Promise<T>): Promise<T> {
  const due = performance.now();
  return aheadInTurn(async () => {
    const isQuiet = () => performance.now() - lookedAt >= QUIET_MS;
    while (!isQuiet() && performance.now() - due < QUIET_WITHIN_MS) await sleep(QUIET_MS, undefined, { ref: false });
    return make();
  });
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
