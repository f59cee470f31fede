import { setImmediate as othersFirst } from 'node:timers/promises';
import { floorFor } from '../../../domain/access/policy.ts';
import { breaksBetween, isCut } from '../../../domain/trend/trend-break.ts';
import { daysIn } from '../../../domain/trend/span.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import { nowMark, readAsNow } from '../estimate/as-now.ts';
import { gatedRound } from '../estimate/estimates.ts';
import { floorOnly } from '../estimate/shown.ts';
import { membership } from '../estimate/series.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, domainFilter, isCommon, isLate, isWhole, unitsUnder } from '../rounds/round-reading.ts';
import { figuresInTable } from '../units/unit-figures.ts';
import { ofRound, roundMarks, type RoundMarks } from '../estimate/closed-rounds.ts';
import { gateOn, roundFigures, type RoundFigures } from './round-figures.ts';
import type { TrendPoint, TrendQuery } from './trend-view.ts';

/** Rounds in a series: five years of quarters. */
export const ROUNDS_MAX = 20;
export interface RoundPoint extends TrendPoint {
  readonly round: RoundEntry;
}

/** What of a query decides the figures of a round. */
export type PointScope = Pick<TrendQuery, 'unit' | 'as' | 'respondentType' | 'filingMode' | 'lane'>;

/** The rounds in which the unit, or a counter that is its own today, took part: the newest twenty, oldest first. */
export async function roundPoints(ctx: Context, scope: PointScope): Promise<readonly RoundPoint[]> {
  const marks = await roundMarks(ctx);
  const found: { readonly round: RoundEntry; readonly figures: RoundFigures }[] = [];
  for (const round of ctx.directory.rounds()) {
    if (found.length === ROUNDS_MAX) break;
    if (!hasCut(ctx, round, scope)) continue;
    await othersFirst(); // between two rounds the answers that came in meanwhile
    const figures = await figuresOf(ctx, marks, round, scope);
    if (figures) found.unshift({ round, figures });
  }
  const changed = membership(ctx, scope.unit);
  return found.map(({ round, figures }, i) => {
    const before = found[i - 1]?.round;
    const changedOn = before && scope.as === 'then' ? changed(before.opensOn, round.opensOn) : null;
    const breaks = before ? breaksBetween(source(ctx, before), source(ctx, round), changedOn) : [];
    return pointOf(ctx, round, figures, { breaks, isCut: isCut(breaks) });
  });
}

/** Whether a round knows the respondent type and the filing mode. */
function hasCut(ctx: Context, round: RoundEntry, { respondentType, filingMode }: PointScope): boolean {
  const { respondentTypes, filingModes } = ctx.directory.questionnaire(round.questionnaire);
  const hasType = respondentType === null || respondentTypes.some(({ id }) => id === respondentType);
  return hasType && (filingMode === null || filingModes.includes(filingMode));
}

function source(ctx: Context, { opensOn, questionnaire, criteriaSet, design }: RoundEntry) {
  return { opensOn, questionnaire, form: design.form, rule: ctx.directory.criteriaSet(criteriaSet).rule };
}

async function figuresOf(
  ctx: Context,
  marks: RoundMarks,
  round: RoundEntry,
  scope: PointScope
): Promise<RoundFigures | null> {
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(scope.unit, round.opensOn));
  const compute = () => (scope.as === 'now' ? asNow(ctx, round, scope.unit) : asThen(ctx, round, scope));
  // Closed batches grow with the days, of one unit each: they are read anew.
  if (floor.closedBatches || isLate(scope)) return compute();
  const { unit, as, respondentType, filingMode, lane } = scope;
  const today = as === 'now' ? nowMark(ctx) : '';
  const members = unitsUnder(ctx, round, unit).length;
  const name = JSON.stringify(['trend', unit, members, floor.minimum, as, today, respondentType, filingMode, lane]);
  const isProvince = unit === ctx.directory.root().id && as === 'then';
  const isShared = isProvince && isCommon(scope);
  return ofRound(ctx, marks, { round, name, isShared }, async () => {
    const filter = { respondentType, filingMode, lane };
    const isInTable = !isProvince && as === 'then';
    const known = isInTable ? await figuresInTable(ctx, marks, round, { unit, filter }) : undefined;
    return known ?? compute();
  });
}

async function asThen(ctx: Context, round: RoundEntry, scope: PointScope): Promise<RoundFigures | null> {
  const { unit, respondentType, filingMode, lane } = scope;
  if (unitsUnder(ctx, round, unit).length === 0) return null;
  const { reading, gate } = await gatedRound(ctx, round, unit);
  const filter = { respondentType, filingMode, lane };
  // Of other units they are read apart, when one is asked for (`item-points.ts`).
  const tellsItems = unit === ctx.directory.root().id && isWhole(filter);
  return roundFigures(ctx, reading, {
    filter,
    inDomain: domainFilter(ctx, round, { round: round.id, unit, ...filter }),
    hides: gateOn(gate, unit, filter),
    hiddenItems: tellsItems ? (area) => gate.hiddenItems(area, unit) : null
  });
}

/** As now the key item alone is told: areas have floors of their own, which the gate of units as now does not weigh. */
async function asNow(ctx: Context, round: RoundEntry, unit: string): Promise<RoundFigures | null> {
  const now = await readAsNow(ctx, round, unit);
  if (now === 'same') return asThen(ctx, round, { unit, as: 'then', ...ALL });
  if (now === null) return null;
  const { shares, ...figures } = roundFigures(ctx, now.reading, {
    filter: ALL,
    inDomain: () => true,
    hides: { whole: () => (now.isHidden ? 'complementary' : null), area: floorOnly(now.reading.floor) },
    hiddenItems: null
  });
  return { ...figures, shares: Object.fromEntries(Object.entries(shares).filter(([id]) => id === 'key')) };
}

function pointOf(
  ctx: Context,
  round: RoundEntry,
  figures: RoundFigures,
  between: Pick<TrendPoint, 'breaks' | 'isCut'>
): RoundPoint {
  const today = localDay(ctx.now());
  const span = { from: round.opensOn, to: round.closesOn < today ? round.closesOn : today };
  const all = daysIn(span);
  return {
    ...{ id: round.id, name: round.name, from: round.opensOn, to: round.closesOn, round, ...figures, ...between },
    days: { covered: figures.n === 0 ? 0 : all, all },
    open: round.status !== 'closed',
    rounds: 1,
    hiddenRounds: figures.suppressed === null ? 0 : 1
  };
}
