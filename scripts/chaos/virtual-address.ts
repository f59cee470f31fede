import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { freePort } from '../../tests/support/port.ts';

/** An address that leads to one server at a time, as the one that HAProxy beside Patroni, or keepalived, gives out. */
export interface VirtualAddress {
  readonly port: number;
  /** From now on connections lead there; those that are open are cut. */
  readonly pointTo: (port: number) => void;
  readonly close: () => Promise<void>;
}

/** Forwards in a thread of its own, for the checker stands still while it runs a command. */
export async function openVirtualAddress(target: number): Promise<VirtualAddress> {
  const port = await freePort();
  const forwarder = new Worker(new URL('./forwarder.ts', import.meta.url), { workerData: port });
  await once(forwarder, 'message');
  const pointTo = (next: number): void => forwarder.postMessage(next);
  pointTo(target);
  return { port, pointTo, close: async () => void (await forwarder.terminate()) };
}
