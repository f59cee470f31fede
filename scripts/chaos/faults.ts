import type { Fault } from './fault.ts';
import { kill } from './kill.ts';
import { sigterm } from './sigterm.ts';

/** All of them, in the order in which they are done. */
export const FAULTS: readonly Fault[] = [kill, sigterm];
