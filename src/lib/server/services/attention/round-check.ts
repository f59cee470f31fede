import { clearChanges, type Move } from '../../../domain/comparison/clear-changes.ts';
import { periodChange } from '../../../domain/comparison/period-change.ts';
import { topEverywhere } from '../../../domain/integrity/top-everywhere.ts';
import type { Context } from '../../context.ts';
import { unitView } from '../estimate/figures.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL } from '../rounds/round-reading.ts';
import { roundMarks } from '../estimate/closed-rounds.ts';
import { KEY, type RoundFigures, type ShareFigure } from '../trends/round-figures.ts';
import { unitFigures, type FiguresByUnit } from '../units/unit-figures.ts';
import type { MeasureChange, Named, RoundCheck, UnitChange } from './attention-view.ts';
import { beforeFigures, type Before } from './before-figures.ts';

/** A fall of so much that is no ground to say so is counted: five points of a hundred. */
const UNSURE_FROM = 0.05;

interface UnitMove extends Move, MeasureChange {}

/** What the figures of a round say of the units under one, and of itself where it is a unit of the round. */
export async function checkRound(ctx: Context, round: RoundEntry, parent: string): Promise<RoundCheck> {
  const marks = await roundMarks(ctx);
  const scope = { parent, filter: ALL };
  const current = withParent(await unitFigures(ctx, marks, round, scope), round, parent);
  const previous = comparableBefore(ctx, round);
  const base = { at: ctx.now(), signals: signalsOf(ctx, round, current) };
  if (!previous) return { ...base, falls: [], rises: [], unsure: [] };
  const before = withParent(await unitFigures(ctx, marks, previous, scope), previous, parent);
  const earlier = await beforeFigures(ctx, marks, { round, previous, before, units: [...current.units.keys()] });
  const moves = [...current.units].flatMap(([unit, figures]) =>
    movesOf(ctx, round, { unit, figures, before: earlier.get(unit) })
  );
  const clear = clearChanges(moves);
  const named = (verdict: 'up' | 'down') => unitChanges(ctx, round, { clear, verdict, earlier });
  const falling = new Set(clear.filter(({ change }) => change.verdict === 'down').map(({ unit }) => unit));
  // The headline alone: of eight measures one is lower by chance in most units.
  const isLower = ({ unit, measure, change }: UnitMove) =>
    measure === KEY && (change.estimate ?? 0) <= -UNSURE_FROM && !falling.has(unit);
  const unsure = moves.filter(isLower).map(({ unit }) => unit);
  // A unit whose forms must be looked at first is not praised for them.
  const flagged = new Set(base.signals.map(({ unit }) => unit.id));
  return { ...base, falls: named('down'), rises: named('up').filter(({ unit }) => !flagged.has(unit.id)), unsure };
}

/** A booklet and a full form ask otherwise: their rounds are not compared. */
function comparableBefore(ctx: Context, { previousRound, design }: RoundEntry): RoundEntry | null {
  const previous = previousRound === null ? null : ctx.directory.round(previousRound);
  return previous?.design.form === design.form ? previous : null;
}

function withParent(found: FiguresByUnit, round: RoundEntry, parent: string): FiguresByUnit {
  return round.units.has(parent) ? { ...found, units: new Map([...found.units, [parent, found.whole]]) } : found;
}

function signalsOf(ctx: Context, round: RoundEntry, { units, tops }: FiguresByUnit): RoundCheck['signals'] {
  const judged = [...tops].flatMap(([id, counts]) => {
    const responses = units.get(id)?.n ?? 0;
    return responses >= round.design.decisionN ? [{ id, responses, counts }] : [];
  });
  return topEverywhere(judged).map(({ id, ...signal }) => ({ ...signal, unit: named(ctx, id, round) }));
}

interface Compared {
  readonly unit: string;
  readonly figures: RoundFigures;
  readonly before: Before | undefined;
}

function movesOf(ctx: Context, round: RoundEntry, { unit, figures, before }: Compared): readonly UnitMove[] {
  const areas = new Map(ctx.directory.questionnaire(round.questionnaire).areas.map(({ id, short }) => [id, short]));
  return Object.entries(figures.shares).flatMap(([measure, now]): readonly UnitMove[] => {
    const then = before?.figures.shares[measure];
    const name = areas.get(measure) ?? null;
    if (!then || (measure !== KEY && name === null)) return [];
    const { confidence } = round.design;
    const change = periodChange(compared(now), compared(then), { confidence, isCut: false });
    return [{ unit, measure, name, change, now, before: then, isJudged: now.conclusive && then.conclusive }];
  });
}

const compared = ({ share: estimate, se, df, conclusive }: ShareFigure) => ({ estimate, se, df, conclusive });

interface Naming {
  readonly clear: readonly UnitMove[];
  readonly verdict: 'up' | 'down';
  readonly earlier: ReadonlyMap<string, Before>;
}

/** By unit, the largest change first; of a unit the headline before its areas. */
function unitChanges(ctx: Context, round: RoundEntry, { clear, verdict, earlier }: Naming): readonly UnitChange[] {
  const size = ({ change }: MeasureChange) => Math.abs(change.estimate ?? 0);
  const largest = ({ changes }: UnitChange) => Math.max(...changes.map(size));
  const byUnit = Map.groupBy(
    clear.filter(({ change }) => change.verdict === verdict),
    ({ unit }) => unit
  );
  return [...byUnit]
    .map(([id, moves]) => ({
      unit: named(ctx, id, round),
      changes: moves
        .map(({ measure, name, change, now, before }) => ({ measure, name, change, now, before }))
        .sort((a, b) => Number(b.measure === KEY) - Number(a.measure === KEY) || size(b) - size(a)),
      reorganised: earlier.get(id)?.reorganised ?? null
    }))
    .sort((a, b) => largest(b) - largest(a));
}

function named(ctx: Context, id: string, round: RoundEntry): Named {
  return { id, title: unitView(ctx, id, round).title };
}
