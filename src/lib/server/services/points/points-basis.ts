import { floorFor } from '../../../domain/access/policy.ts';
import type { Frame } from '../../../domain/estimate/block-estimate.ts';
import type { PointsTargets } from '../../../domain/par/points-target.ts';
import type { ReachableLevel } from '../../../domain/par/reachable.ts';
import type { Context } from '../../context.ts';
import { batchTop } from '../estimate/batch-gate.ts';
import type { EstimateView } from '../estimate/estimate-view.ts';
import { foundOf, gatedRound, viewOf, type Found } from '../estimate/estimates.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, frameOf, type RoundReading } from '../rounds/round-reading.ts';
import { ToldStrata } from './told-strata.ts';
import { valuableWork, type ItemWork } from './valuable-work.ts';

/** What the page of points of a unit is made of: its cells are read once. */
export interface PointsBasis {
  readonly reading: RoundReading;
  readonly found: Found;
  /** The strata of `found`, and where its answers go: what a what-if begins with. */
  readonly frame: Frame;
  readonly estimate: EstimateView;
  readonly told: ToldStrata;
  readonly work: (targets: PointsTargets, level: ReachableLevel) => readonly ItemWork[];
}

interface Kept {
  readonly key: string;
  readonly basis: PointsBasis;
  /** Lets go of it: cleared when another takes its place, since a timer holds what it is about. */
  readonly timer: NodeJS.Timeout;
}

/** By the very round entry, so that it goes with it; one a round, for longer than most kept pages take to be made anew. */
const kept = new WeakMap<RoundEntry, Kept>();
const KEPT_MS = 3 * 60_000;

/**
 * The basis of a page. A what-if takes the one of the page that it was asked on, for three minutes, so that what stands
 * before is what was shown; every other page reads anew. Readers of one floor see the same. The caller has checked the permission.
 */
export async function pointsBasis(
  ctx: Context,
  of: { readonly round: RoundEntry; readonly unit: string; readonly isWhatIf: boolean }
): Promise<PointsBasis> {
  const { round, unit } = of;
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(unit, round.opensOn));
  const key = `${unit} ${floor.minimum} ${floor.closedBatches ? batchTop(ctx, round, unit) : ''}`;
  const known = kept.get(round);
  if (of.isWhatIf && known?.key === key) return known.basis;
  const basis = await readBasis(ctx, round, unit);
  clearTimeout(kept.get(round)?.timer);
  kept.set(round, { key, basis, timer: setTimeout(() => kept.delete(round), KEPT_MS).unref() });
  return basis;
}

async function readBasis(ctx: Context, round: RoundEntry, unit: string): Promise<PointsBasis> {
  const query = { round: round.id, unit, ...ALL };
  const gated = await gatedRound(ctx, round, unit);
  const found = foundOf(ctx, query, gated);
  const told = new ToldStrata(ctx, gated, { unit, found, itemFrom: round.design.decisionN });
  const { reading } = gated;
  const works = new Map<string, readonly ItemWork[]>();
  return {
    ...{ reading, found, frame: frameOf(ctx, round, found.weights, found.cells), told },
    ...{ estimate: viewOf(ctx, query, gated, null, found, { withCuts: false }) },
    work: (targets, level) => {
      const key = JSON.stringify([targets, level]);
      const work = works.get(key) ?? valuableWork(ctx, { reading, unit, found, told, targets, level });
      works.set(key, work);
      return work;
    }
  };
}
