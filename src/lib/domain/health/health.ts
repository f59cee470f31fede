import type { Check } from './check.ts';
import { machineChecks } from './machine-checks.ts';
import type { Measurements } from './measurements.ts';
import { storeChecks } from './store-checks.ts';

/** All checks in the order in which they are shown: the machine, then the database, or why it cannot be opened. */
export function healthOf({ machine, store }: Measurements): readonly Check[] {
  const opened: Check =
    store.fault === null
      ? { id: 'store', level: 'ok', state: 'ok', values: {} }
      : { id: 'store', level: 'bad', state: 'closed', values: { reason: store.fault } };
  return [...machineChecks(machine), opened, ...(store.fault === null ? storeChecks(store, machine) : [])];
}
