import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import { floorOnly } from '../estimate/shown.ts';
import { nowMark, readAsNow } from '../estimate/as-now.ts';
import { membership } from '../estimate/series.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, countOf, cutCells, floorOf } from '../rounds/round-reading.ts';
import { ofRound, type RoundMarks } from '../estimate/closed-rounds.ts';
import { KEY, roundFigures, type RoundFigures } from '../trends/round-figures.ts';
import { changedUnits } from '../units/unit-series.ts';
import type { FiguresByUnit } from '../units/unit-figures.ts';
import type { Reorganised } from './attention-view.ts';

/** More units that changed between two rounds are a reform, after which nothing is compared for a round. */
const REORGANISED_MAX = 20;

export interface Before {
  readonly figures: RoundFigures;
  readonly reorganised: Reorganised | null;
}

interface Asked {
  readonly round: RoundEntry;
  readonly previous: RoundEntry;
  readonly before: FiguresByUnit;
  readonly units: readonly string[];
}

/**
 * The figures of units in the round before. Where a unit became another between the two rounds, the round before is
 * counted as the unit is now; where it changed again since, or too many changed, it has none to be compared with.
 */
export async function beforeFigures(
  ctx: Context,
  marks: RoundMarks,
  { round, previous, before, units }: Asked
): Promise<ReadonlyMap<string, Before>> {
  const today = localDay(ctx.now());
  const changed = changedUnits(ctx, units, previous.opensOn, round.opensOn);
  const since = changedUnits(ctx, units, round.opensOn, today);
  const found = new Map<string, Before>();
  for (const unit of units) {
    const figures = before.units.get(unit);
    if (!changed.has(unit) && figures) found.set(unit, { figures, reorganised: null });
  }
  if (changed.size > REORGANISED_MAX) return found;
  for (const unit of changed) {
    if (since.has(unit)) continue;
    const figures = await figuresAsNow(ctx, marks, { previous, unit, before });
    if (figures) found.set(unit, { figures, reorganised: reorganisation(ctx, unit, previous, round) });
  }
  return found;
}

interface AsNow {
  readonly previous: RoundEntry;
  readonly unit: string;
  readonly before: FiguresByUnit;
}

function figuresAsNow(ctx: Context, marks: RoundMarks, asked: AsNow): Promise<RoundFigures | null> {
  const { previous: round, unit } = asked;
  const { minimum, closedBatches } = floorOf(ctx, round, unit);
  const compute = () => computed(ctx, asked);
  if (closedBatches) return compute();
  const name = JSON.stringify(['before', unit, minimum, nowMark(ctx)]);
  return ofRound(ctx, marks, { round, name }, compute);
}

async function computed(ctx: Context, { previous, unit, before }: AsNow): Promise<RoundFigures | null> {
  const now = await readAsNow(ctx, previous, unit);
  if (now === 'same') return before.units.get(unit) ?? null;
  if (now === null || now.isHidden) return null;
  const cells = cutCells(now.reading, ALL);
  const figures = roundFigures(ctx, now.reading, {
    filter: ALL,
    inDomain: () => true,
    hides: { whole: () => null, area: floorOnly(now.reading.floor) },
    hiddenItems: null
  });
  const sources = [...new Set(now.reading.cells.map((cell) => cell.unit))].map((id) => before.units.get(id));
  const isOfWholes = sources.reduce((sum, source) => sum + (source?.n ?? 0), 0) === countOf(cells);
  return { ...figures, shares: told(figures, isOfWholes, sources) };
}

/**
 * Areas have floors of their own: one is told of a merged unit where it is told of every unit that went into it as a
 * whole. Of a unit made of parts the headline alone is told, as in its series.
 */
function told({ shares }: RoundFigures, isOfWholes: boolean, sources: readonly (RoundFigures | undefined)[]) {
  const hidden = new Set(sources.flatMap((source) => source?.hidden ?? []));
  const isTold = (id: string) => id === KEY || (isOfWholes && !hidden.has(id));
  return Object.fromEntries(Object.entries(shares).filter(([id]) => isTold(id)));
}

function reorganisation(ctx: Context, unit: string, previous: RoundEntry, round: RoundEntry): Reorganised | null {
  const on = membership(ctx, unit)(previous.opensOn, round.opensOn);
  if (on === null) return null;
  const isMerge = ctx.directory
    .successions()
    .some((one) => one.kind === 'merge' && one.to === unit && one.on > previous.opensOn && one.on <= round.opensOn);
  return { on, kind: isMerge ? 'merge' : 'other' };
}
