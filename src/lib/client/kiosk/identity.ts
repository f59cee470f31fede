import { CHAIN_START } from '../../domain/kiosk/protocol.ts';
import { linkAfter } from './chain.ts';
import { makeKeys } from './keys.ts';
import type { ChainEnd, Identity, KioskNotes, KioskStore, OutboxItem } from './store.ts';

export const EMPTY_CHAIN: ChainEnd = { seq: 0, hash: CHAIN_START, turns: {} };
const NO_NOTES: KioskNotes = { commandDone: null, message: '', lastSyncAt: null, refused: null };

/** Who this tablet is; a new key where it has never been anybody. */
export async function identityOf(store: KioskStore): Promise<Identity> {
  return (await store.run((db) => db.get('identity', 'own'))) ?? newIdentity(store);
}

/**
 * A new key, to be paired anew. What is unsent is numbered and chained from the start, for the new key cannot speak for
 * the old numbers; its text stays the same, so that the server knows what it has already.
 */
export async function newIdentity(store: KioskStore): Promise<Identity> {
  const identity: Identity = { keys: await makeKeys(), kiosk: null, count: 0 };
  for (;;) {
    const [items, before] = await store.run(async (db) => {
      const tx = db.transaction(['outbox', 'chain']);
      return Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('chain').get('end')]);
    });
    const { unsent, end } = await rechained(items, EMPTY_CHAIN);
    if (await replace(store, { identity, unsent, end, before })) return identity;
  }
}

interface Replacement {
  readonly identity: Identity;
  readonly unsent: readonly OutboxItem[];
  readonly end: ChainEnd;
  /** The end of the chain when `unsent` was read. */
  readonly before: ChainEnd | undefined;
}

/** False where an answer was saved meanwhile: it must not be cleared away with those that were read. */
function replace(store: KioskStore, { identity, unsent, end, before }: Replacement): Promise<boolean> {
  return store.run(async (db) => {
    const tx = db.transaction(['identity', 'chain', 'outbox', 'packages', 'notes'], 'readwrite', {
      durability: 'strict'
    });
    const isSame = (await tx.objectStore('chain').get('end'))?.hash === before?.hash;
    if (isSame) {
      await tx.objectStore('outbox').clear();
      for (const item of unsent) await tx.objectStore('outbox').put(item);
      await tx.objectStore('chain').put({ ...end, turns: before?.turns ?? {} }, 'end');
      await tx.objectStore('identity').put(identity, 'own');
      await tx.objectStore('packages').clear();
      await tx.objectStore('notes').clear();
    }
    await tx.done;
    return isSame;
  });
}

async function rechained(items: readonly OutboxItem[], start: ChainEnd) {
  const unsent: OutboxItem[] = [];
  let end = start;
  for (const item of items) {
    const hash = await linkAfter(end.hash, item.payload);
    unsent.push({ ...item, seq: end.seq + 1, previous: end.hash, hash, state: 'queued', why: null });
    end = { ...end, seq: end.seq + 1, hash };
  }
  return { unsent, end };
}

export async function approve(store: KioskStore, kiosk: string): Promise<void> {
  await changeIdentity(store, (identity) => ({ ...identity, kiosk }));
}

/** The number of the next message: written down before it is sent, so that no number is used twice. */
export async function nextCount(store: KioskStore): Promise<number> {
  return (await changeIdentity(store, (identity) => ({ ...identity, count: identity.count + 1 }))).count;
}

/** The server has seen a higher number than we remember. */
export async function raiseCount(store: KioskStore, count: number): Promise<void> {
  await changeIdentity(store, (identity) => ({ ...identity, count: Math.max(identity.count, count) }));
}

async function changeIdentity(store: KioskStore, change: (identity: Identity) => Identity): Promise<Identity> {
  return store.run(async (db) => {
    const tx = db.transaction('identity', 'readwrite', { durability: 'strict' });
    const identity = await tx.store.get('own');
    if (identity === undefined) throw new Error('this tablet has no identity yet');
    const next = change(identity);
    await tx.store.put(next, 'own');
    await tx.done;
    return next;
  });
}

export async function notesOf(store: KioskStore): Promise<KioskNotes> {
  return (await store.run((db) => db.get('notes', 'own'))) ?? NO_NOTES;
}

export async function note(store: KioskStore, change: Partial<KioskNotes>): Promise<KioskNotes> {
  return store.run(async (db) => {
    const tx = db.transaction('notes', 'readwrite');
    const next = { ...((await tx.store.get('own')) ?? NO_NOTES), ...change };
    await tx.store.put(next, 'own');
    await tx.done;
    return next;
  });
}
