/** What was measured, before anybody judges it. Null: it does not apply here, or could not be measured. */
export interface Measurements {
  readonly machine: MachineMeasurements;
  /** Why the store cannot be opened, in its own words; else what it says. */
  readonly store: { readonly fault: string } | StoreMeasurements;
}

export interface MachineMeasurements {
  readonly nowMs: number;
  readonly timeZone: string;
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly memory: { readonly availableBytes: number; readonly totalBytes: number };
  readonly node: { readonly version: string; readonly wanted: string };
  /** Version of the C library; null where it is another than glibc. */
  readonly glibc: string | null;
  readonly folder: { readonly path: string; readonly fileSystem: string | null };
  /** Who may read the key: its file's permission bits; null where the environment holds the key. */
  readonly keyMode: number | 'missing' | null;
  readonly isBuilt: boolean;
  /** Asked by the command only: the server itself holds the port. */
  readonly port: { readonly number: number; readonly state: 'free' | 'ours' | 'taken' } | null;
  readonly recipients: number;
}

export interface StoreMeasurements {
  readonly fault: null;
  /** Migrations that the database lacks. */
  readonly missing: readonly string[];
  readonly dialect: 'sqlite' | 'postgres';
  readonly bytes: number;
  readonly walBytes: number | null;
  /** How far the database's clock is from ours, in milliseconds. */
  readonly clockApartMs: number | null;
  readonly newestDay: string | null;
  readonly newestBackupAt: number | null;
  readonly newestDrillAt: number | null;
  readonly kiosks: { readonly inUse: number; readonly urgent: number; readonly silent: number };
  readonly jobsFailed: number;
  readonly oldestWaitingAt: number | null;
  readonly writesWaiting: number | null;
  readonly oldestArrivalAt: number | null;
}
