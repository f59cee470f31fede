const LOCK = 'hailong-kiosk';
/** A page that is just being replaced by its reload gives its lock back within this. */
const HANDOVER_MS = 1_500;

/**
 * Resolves when this page owns the queue, and keeps it until the page ends: two tabs never number or send answers at
 * once. `waiting` is told where another tab has it.
 */
export function ownQueue(waiting: () => void): Promise<void> {
  const timer = setTimeout(waiting, HANDOVER_MS);
  return new Promise((resolve, reject) => {
    const owned = () => {
      clearTimeout(timer);
      resolve();
      return new Promise<never>(() => undefined);
    };
    navigator.locks.request(LOCK, owned).catch(reject);
  });
}
