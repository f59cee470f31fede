import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 25;

/** Asks /healthz again and again; the function given stops it and gives the slowest answer in milliseconds. */
export function pinging(origin: string): () => Promise<number> {
  let stopped = false;
  let slowest = 0;
  const work = (async () => {
    while (!stopped) {
      const from = performance.now();
      const isOk = await fetch(`${origin}/healthz`).then(
        (reply) => reply.ok,
        () => false
      );
      slowest = isOk ? Math.max(slowest, performance.now() - from) : Infinity;
      await sleep(STEP_MS);
    }
  })();
  return async () => {
    stopped = true;
    await work;
    return slowest;
  };
}
