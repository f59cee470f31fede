import type { Grant } from '../domain/access/policy.ts';
import type { Config } from './config.ts';
import type { Db } from './db/connect.ts';
import type { WriteGate } from './db/write-gate.ts';
import type { Arrivals } from './db/arrivals.ts';
import type { Directory } from './services/organisation/directory.ts';

/** Who acts: a signed-in person, an API token's person, the program itself, or a respondent (nobody). */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** The session of a person who signed in in a browser; its id is what is stored of it. */
  readonly session?: { readonly id: string; readonly startedAt: number };
  /** Manages, and has no second factor yet although this installation asks for one. */
  readonly lacksSecondFactor?: boolean;
}

export const NOBODY: Actor = { id: 'nobody', name: '', grants: [] };

/** What every service function takes first. Inside a transaction pass `{ ...ctx, db }`. */
export interface Context {
  readonly db: Db;
  readonly gate: WriteGate;
  readonly arrivals: Arrivals;
  readonly directory: Directory;
  readonly actor: Actor;
  readonly now: () => number;
  readonly newId: () => string;
  readonly config: Config;
  /** Key of the payload hashes; kept beside the database, never in it. */
  readonly secret: Buffer;
}
