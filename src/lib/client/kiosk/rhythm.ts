/** Between two contacts: half a minute to a minute, so that tablets that were started together come apart. */
const REST_MIN_MS = 30_000;
const REST_MAX_MS = 60_000;
const FIRST_RETRY_MS = 5_000;
/** While there is more to send, with room for the people at their phones. */
const MORE_MS = 250;

/** How long to wait before the next contact. `chance` is from 0 to 1. */
export function restMs(
  after: { failures: number; isMore: boolean; retryAfterMs: number | null },
  chance: number
): number {
  if (after.retryAfterMs !== null) return after.retryAfterMs + chance * 1000;
  if (after.isMore) return MORE_MS;
  if (after.failures === 0) return REST_MIN_MS + chance * (REST_MAX_MS - REST_MIN_MS);
  return Math.min(FIRST_RETRY_MS * 2 ** (after.failures - 1), REST_MIN_MS) * (1 + chance);
}

/**
 * Runs `work` again and again, never twice at once: after the rest that it asks for, and at once when the network or
 * the page comes back. Background Sync is not relied on: only some browsers have it.
 */
export class Rhythm {
  readonly #work: () => Promise<number>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isAskedAgain = false;
  #isStopped = false;

  constructor(work: () => Promise<number>) {
    this.#work = work;
  }

  start(): void {
    window.addEventListener('online', this.now);
    document.addEventListener('visibilitychange', this.#onVisible);
    this.now();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    window.removeEventListener('online', this.now);
    document.removeEventListener('visibilitychange', this.#onVisible);
  }

  readonly now = (): void => {
    this.#isAskedAgain = true;
    void this.#run();
  };

  readonly #onVisible = (): void => {
    if (document.visibilityState === 'visible') this.now();
  };

  async #run(): Promise<void> {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    clearTimeout(this.#timer);
    let restMs = REST_MIN_MS;
    try {
      this.#isAskedAgain = false;
      restMs = await this.#work();
    } finally {
      this.#isRunning = false;
      const again = () => void this.#run();
      if (!this.#isStopped) this.#timer = setTimeout(again, this.#isAskedAgain ? Math.min(restMs, MORE_MS) : restMs);
    }
  }
}
