import { openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore, type StoreNames } from 'idb';
import type { KioskPackage } from '../../domain/kiosk/package.ts';
import type { ItemState } from '../../domain/kiosk/outbox.ts';
import type { Turns } from '../../domain/kiosk/flow.ts';

/** An answer that the server has not acknowledged. */
export interface OutboxItem {
  readonly seq: number;
  readonly payload: string;
  readonly hash: string;
  /** The chain before it. */
  readonly previous: string;
  readonly receipt: string;
  readonly state: ItemState;
  /** When it was saved, by the tablet's clock. */
  readonly savedAt: number;
  /** Why it is parked, in the server's words; null otherwise. */
  readonly why: string | null;
}

/** What is left of an answer that the server has: no answer. */
export interface Tombstone {
  readonly seq: number;
  readonly hash: string;
  readonly receipt: string;
  readonly sentAt: number;
}

/** Who this tablet is. The private key cannot be read, not even by this page. */
export interface Identity {
  readonly keys: CryptoKeyPair;
  /** Null until the pairing is approved. */
  readonly kiosk: string | null;
  /** Messages sent so far. */
  readonly count: number;
}

/** The end of the chain, and whose turn it is among the booklets. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
  readonly turns: Turns;
}

export interface StoredPackage {
  readonly hash: string;
  readonly package: KioskPackage;
  /** Recordings that could not be had: their languages are not offered until they are there. */
  readonly lacking: readonly string[];
}

export interface KioskNotes {
  readonly commandDone: string | null;
  /** A message from the administration that stands in the corner; empty for none. */
  readonly message: string;
  readonly lastSyncAt: number | null;
  /** Code of what the server refuses this tablet for; null while it does not. */
  readonly refused: string | null;
}

interface Schema extends DBSchema {
  outbox: { key: number; value: OutboxItem; indexes: { state: ItemState } };
  tombstones: { key: number; value: Tombstone };
  identity: { key: 'own'; value: Identity };
  chain: { key: 'end'; value: ChainEnd };
  notes: { key: 'own'; value: KioskNotes };
  packages: { key: 'current' | 'next'; value: StoredPackage };
  clips: { key: string; value: ArrayBuffer };
}

export type KioskDb = IDBPDatabase<Schema>;
/** The outbox within a transaction that writes. */
export type OutboxWriter = IDBPObjectStore<Schema, StoreNames<Schema>[], 'outbox', 'readwrite'>;

const NAME = 'hailong-kiosk';

/**
 * One step a version. A step only adds: a store that is deleted or made anew takes the answers in it along
 * (docs/KIOSK.md). Steps that are out in the field are never edited.
 */
const STEPS: readonly ((db: KioskDb) => void)[] = [
  (db) => {
    db.createObjectStore('outbox', { keyPath: 'seq' }).createIndex('state', 'state');
    db.createObjectStore('tombstones', { keyPath: 'seq' });
    db.createObjectStore('identity');
    db.createObjectStore('chain');
    db.createObjectStore('notes');
    db.createObjectStore('packages');
    db.createObjectStore('clips');
  }
];

/** The tablet's database, opened again whenever the browser has closed it. */
export class KioskStore {
  #db: Promise<KioskDb> | null = null;

  /**
   * Runs `work` on an open database; once more on a new connection where the browser had closed the old one, as some do
   * in the background without telling.
   * @throws what the second try throws
   */
  async run<T>(work: (db: KioskDb) => Promise<T>): Promise<T> {
    const db = await this.#open();
    try {
      return await work(db);
    } catch (fault) {
      if (!isClosed(fault)) throw fault;
      this.#db = null;
      return work(await this.#open());
    }
  }

  #open(): Promise<KioskDb> {
    this.#db ??= openDB<Schema>(NAME, STEPS.length, {
      upgrade: (db, from) => {
        for (const step of STEPS.slice(from)) step(db);
      },
      blocking: () => this.#drop(),
      terminated: () => {
        this.#db = null;
      }
    }).catch((fault: unknown) => {
      this.#db = null;
      throw fault;
    });
    return this.#db;
  }

  /** A newer page wants to upgrade: nothing here may stand in its way. */
  #drop(): void {
    void this.#db?.then((db) => db.close());
    this.#db = null;
  }
}

const isClosed = (fault: unknown): boolean =>
  fault instanceof DOMException && ['InvalidStateError', 'AbortError', 'UnknownError'].includes(fault.name);
