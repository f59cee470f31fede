import type { Context } from '../../context.ts';
import { figuresInTurn } from '../estimate/figures-in-turn.ts';
import type { Directory, RoundEntry } from '../organisation/directory.ts';
import { floorOf } from '../rounds/round-reading.ts';
import type { RoundCheck } from './attention-view.ts';
import { checkRound } from './round-check.ts';

/** A check is shown for so long, and for a while longer while the next is made. */
const FRESH_MS = 5 * 60_000;
const STALE_MS = 60 * 60_000;
const KEPT_MAX = 200;

interface Kept {
  readonly at: number;
  readonly found: Promise<RoundCheck>;
}

const kept = new WeakMap<Directory, Map<string, Kept>>();

/**
 * The last check of a round under a unit, at most five minutes old, or made now: it reads every unit of two rounds,
 * which a page that is opened often must not do each time. Readers in closed batches have theirs made for them, of
 * their own units alone.
 */
export function lastCheck(ctx: Context, round: RoundEntry, parent: string): Promise<RoundCheck> {
  const make = () => figuresInTurn(() => checkRound(ctx, round, parent));
  const floor = floorOf(ctx, round, parent);
  if (floor.closedBatches) return make();
  const own = kept.get(ctx.directory) ?? new Map<string, Kept>();
  kept.set(ctx.directory, own);
  const moves = ctx.directory.counterMoves().length;
  const key = JSON.stringify([round.id, round.status, round.previousRound, parent, floor.minimum, moves]);
  const known = own.get(key);
  const age = known ? ctx.now() - known.at : STALE_MS;
  if (known && age < FRESH_MS) return known.found;
  const next: Kept = { at: ctx.now(), found: make() };
  if (own.size >= KEPT_MAX) own.delete(own.keys().next().value ?? '');
  own.set(key, next);
  next.found.catch(() => own.get(key) === next && own.delete(key));
  return known && age < STALE_MS ? known.found : next.found;
}
