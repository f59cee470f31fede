import { backup } from './backup.ts';
import { clock } from './clock.ts';
import { diskFull } from './disk-full.ts';
import { failover } from './failover.ts';
import { failingSync } from './failing-sync.ts';
import type { Fault } from './fault.ts';
import { flip } from './flip.ts';
import { kill } from './kill.ts';
import { locked } from './locked.ts';
import { migrators } from './migrators.ts';
import { postgresRestart } from './postgres-restart.ts';
import { readOnly } from './read-only.ts';
import { sigterm } from './sigterm.ts';
import { slowAdmin } from './slow-admin.ts';
import { slowFsync } from './slow-fsync.ts';

/** All of them, in the order in which they are done. */
export const FAULTS: readonly Fault[] = [
  kill,
  sigterm,
  postgresRestart,
  failover,
  slowFsync,
  failingSync,
  diskFull,
  readOnly,
  locked,
  flip,
  slowAdmin,
  clock,
  migrators,
  backup
];
