import type { KioskState } from '../../domain/kiosk/protocol.ts';
import type { Holdings } from './outbox.ts';

interface Battery {
  readonly level: number;
  readonly charging: boolean;
}

export interface DeviceFacts {
  readonly version: string;
  readonly package: string | null;
  readonly holdings: Holdings;
  readonly commandDone: string | null;
}

/** How the tablet is, for a contact; null for what this browser does not tell. */
export async function deviceState(facts: DeviceFacts): Promise<KioskState> {
  const [persisted, storage, battery] = await Promise.all([persistedState(), storageState(), batteryState()]);
  const now = Date.now();
  const { unsent, parked, oldestAt } = facts.holdings;
  return {
    clock: now,
    uptimeS: Math.round(performance.now() / 1000),
    unsent,
    oldestUnsentS: oldestAt === null ? null : Math.max(0, Math.round((now - oldestAt) / 1000)),
    parked,
    version: facts.version,
    package: facts.package,
    persisted,
    storageUsed: storage?.usage ?? null,
    storageQuota: storage?.quota ?? null,
    battery: battery?.level ?? null,
    charging: battery?.charging ?? null,
    commandDone: facts.commandDone
  };
}

/** Asks the browser to keep what is stored; it may say no, and the corner of the fleet page shows it. */
export async function askToPersist(): Promise<void> {
  await orNull(() => navigator.storage.persist());
}

const persistedState = () => orNull(() => navigator.storage.persisted());
const storageState = () => orNull(() => navigator.storage.estimate());

/** The battery, in the browsers that have `getBattery`; its shape is checked, for no type of ours knows it. */
async function batteryState(): Promise<Battery | null> {
  const ask: unknown = Reflect.get(navigator, 'getBattery');
  if (typeof ask !== 'function') return null;
  const battery: unknown = await orNull(() => ask.call(navigator));
  if (typeof battery !== 'object' || battery === null) return null;
  const level: unknown = Reflect.get(battery, 'level');
  const charging: unknown = Reflect.get(battery, 'charging');
  return typeof level === 'number' && typeof charging === 'boolean' ? { level, charging } : null;
}

/** What a browser lacks or refuses is null. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}
