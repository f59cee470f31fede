import { problem } from '../../domain/shared/problem.ts';

export interface Queue {
  /** How many work at the same time. */
  readonly atOnce: number;
  /** How many may wait; who comes then is told to come again. */
  readonly waitingMax: number;
}

/** Does slow work in turn. Rejects with `store.busy` at once when the queue is full. */
export function turns({ atOnce, waitingMax }: Queue): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= waitingMax) throw problem('store.busy');
      await new Promise<void>((resolve) => waiting.push(resolve)); // its place is handed over, not freed
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
