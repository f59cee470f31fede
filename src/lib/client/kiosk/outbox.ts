import { afterStart, mayBecome, nextBatch, TOMBSTONE_MS, type ItemState } from '../../domain/kiosk/outbox.ts';
import { OUTBOX_MAX } from '../../domain/kiosk/protocol.ts';
import { linkAfter, receiptOf } from './chain.ts';
import { EMPTY_CHAIN } from './identity.ts';
import type { ChainEnd, KioskStore, OutboxItem, OutboxWriter } from './store.ts';

/** More queued answers than this are never looked at for one contact. */
const LOOK_AHEAD = 64;

/** What the tablet holds that the server has not acknowledged. */
export interface Holdings {
  readonly unsent: number;
  readonly parked: number;
  readonly oldestAt: number | null;
}

/**
 * Saves an answer: number, chain and text in one transaction that is on the disk before this returns.
 * @returns its receipt
 * @throws when it could not be saved: then nobody may be thanked
 */
export async function save(store: KioskStore, payload: string, family: string, now: number): Promise<string> {
  const receipt = await receiptOf(payload);
  await append(store, { payload, receipt, savedAt: now, family });
  return receipt;
}

interface Appended extends Pick<OutboxItem, 'payload' | 'receipt' | 'savedAt'> {
  /** Whose turn it takes; null where it has taken it already. */
  readonly family: string | null;
  /** Number of the parked item whose place it takes. */
  readonly parked?: number;
}

/** Puts an answer at the end of the chain, under a number of its own. */
async function append(store: KioskStore, { family, parked, ...answer }: Appended): Promise<void> {
  for (;;) {
    const end = (await store.run((db) => db.get('chain', 'end'))) ?? EMPTY_CHAIN;
    const hash = await linkAfter(end.hash, answer.payload);
    const item: OutboxItem = { ...answer, seq: end.seq + 1, previous: end.hash, hash, state: 'queued', why: null };
    const turns = family === null ? end.turns : { ...end.turns, [family]: (end.turns[family] ?? 0) + 1 };
    if (await write(store, { item, turns, parked })) return;
  }
}

interface Written {
  readonly item: OutboxItem;
  readonly turns: ChainEnd['turns'];
  readonly parked: number | undefined;
}

/** False where the chain has gone on meanwhile; a browser's transaction ends while a hash is computed. */
function write(store: KioskStore, { item, turns, parked }: Written): Promise<boolean> {
  return store.run(async (db) => {
    const tx = db.transaction(['outbox', 'chain'], 'readwrite', { durability: 'strict' });
    const [outbox, chain] = [tx.objectStore('outbox'), tx.objectStore('chain')];
    const isNext = ((await chain.get('end')) ?? EMPTY_CHAIN).hash === item.previous;
    const isGone = parked !== undefined && (await outbox.get(parked))?.state !== 'parked';
    const isFull = parked === undefined && (await outbox.count()) >= OUTBOX_MAX;
    if (isNext && !isFull && !isGone) {
      if (parked !== undefined) await outbox.delete(parked);
      await outbox.add(item);
      await chain.put({ seq: item.seq, hash: item.hash, turns }, 'end');
    }
    await tx.done;
    if (isFull) throw new Error('the outbox is full');
    return isNext || isGone;
  });
}

async function requeueSending(outbox: OutboxWriter): Promise<void> {
  for (const item of await outbox.index('state').getAll('sending')) {
    await outbox.put({ ...item, state: afterStart(item.state) });
  }
}

/** After a start: whatever was on its way is queued again, and old tombstones go. */
export async function recover(store: KioskStore, now: number): Promise<void> {
  await store.run(async (db) => {
    const tx = db.transaction(['outbox', 'tombstones'], 'readwrite', { durability: 'strict' });
    const outbox = tx.objectStore('outbox');
    await requeueSending(outbox);
    for await (const cursor of tx.objectStore('tombstones')) {
      if (cursor.value.sentAt < now - TOMBSTONE_MS) await cursor.delete();
    }
    await tx.done;
  });
}

/** The next answers to send, marked as on their way; and the chain before them. */
export async function takeBatch(
  store: KioskStore,
  most: number
): Promise<{ readonly items: readonly OutboxItem[]; readonly previous: string }> {
  return store.run(async (db) => {
    const tx = db.transaction(['outbox', 'chain'], 'readwrite', { durability: 'strict' });
    const outbox = tx.objectStore('outbox');
    // One contact at a time: what is still sending here was left by one that broke off.
    await requeueSending(outbox);
    const queued = await outbox.index('state').getAll('queued', LOOK_AHEAD);
    const items = nextBatch(queued, most);
    for (const item of items) await outbox.put({ ...item, state: 'sending' });
    const end = (await tx.objectStore('chain').get('end')) ?? EMPTY_CHAIN;
    await tx.done;
    return { items, previous: items[0]?.previous ?? end.hash };
  });
}

export type Outcome = { readonly seq: number; readonly to: ItemState; readonly why: string | null };

/** What became of answers that were sent; an acknowledged one leaves its tombstone in the same transaction. */
export async function settle(store: KioskStore, outcomes: readonly Outcome[], now: number): Promise<void> {
  if (outcomes.length === 0) return;
  await store.run(async (db) => {
    const tx = db.transaction(['outbox', 'tombstones'], 'readwrite', { durability: 'strict' });
    const outbox = tx.objectStore('outbox');
    for (const { seq, to, why } of outcomes) {
      const item = await outbox.get(seq);
      if (item === undefined || !mayBecome(item.state, to)) continue;
      if (to === 'acknowledged') {
        await outbox.delete(seq);
        await tx.objectStore('tombstones').put({ seq, hash: item.hash, receipt: item.receipt, sentAt: now });
      } else {
        await outbox.put({ ...item, state: to, why });
      }
    }
    await tx.done;
  });
}

export async function holdings(store: KioskStore): Promise<Holdings> {
  return store.run(async (db) => {
    const tx = db.transaction('outbox');
    const [all, parked] = await Promise.all([tx.store.count(), tx.store.index('state').count('parked')]);
    const first = (await tx.store.openCursor())?.value;
    await tx.done;
    return { unsent: all - parked, parked, oldestAt: first?.savedAt ?? null };
  });
}

/**
 * Puts the parked answers in the queue again, under new numbers: the server has seen the old ones pass, and an answer
 * that it takes under an old number is one of a copied tablet.
 */
export async function sendParkedAgain(store: KioskStore): Promise<void> {
  const parked = await store.run((db) => db.getAllFromIndex('outbox', 'state', 'parked'));
  for (const { seq, payload, receipt, savedAt } of parked) {
    await append(store, { payload, receipt, savedAt, family: null, parked: seq });
  }
}

/** Everything unsent as a file for the administration: JSON, one object an answer. */
export async function exportUnsent(store: KioskStore): Promise<Blob> {
  const items = await store.run((db) => db.getAll('outbox'));
  return new Blob([JSON.stringify({ format: 'hailong-kiosk-outbox/1', items }, null, 1)], { type: 'application/json' });
}
