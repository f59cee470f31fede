import { backup } from './backup.ts';
import { clock } from './clock.ts';
import { diskFull } from './disk-full.ts';
import { failover } from './failover.ts';
import type { Fault } from './fault.ts';
import { flip } from './flip.ts';
import { kill } from './kill.ts';
import { locked } from './locked.ts';
import { migrators } from './migrators.ts';
import { postgresRestart } from './postgres-restart.ts';
import { sigterm } from './sigterm.ts';

/** All of them, in the order in which they are done. */
export const FAULTS: readonly Fault[] = [
  kill,
  sigterm,
  postgresRestart,
  failover,
  diskFull,
  locked,
  flip,
  clock,
  migrators,
  backup
];
