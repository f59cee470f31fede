import { floorFor } from '../../../domain/access/policy.ts';
import { judgedTogether } from '../../../domain/comparison/clear-changes.ts';
import { periodChange, type PeriodChange } from '../../../domain/comparison/period-change.ts';
import { league, type LeagueUnit } from '../../../domain/ranking/league.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { checkQuery } from '../estimate/estimates.ts';
import { roundView, unitView } from '../estimate/figures.ts';
import { keptView, named, type AsOf } from '../estimate/kept-views.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { isWhole, type EstimateQuery } from '../rounds/round-reading.ts';
import { roundMarks } from '../estimate/closed-rounds.ts';
import { KEY, type RoundFigures, type ShareFigure } from '../trends/round-figures.ts';
import { heatOf, heatRow, wholeOf } from './unit-heat.ts';
import { unitFigures, type FiguresByUnit, type UnitScope } from './unit-figures.ts';
import { unitMembers, unitSeries } from './unit-series.ts';
import type { UnitTable, UnitTableRow } from './unit-table-view.ts';

/** Rounds in a sparkline. */
const SERIES_MAX = 8;

/**
 * The units under a unit in a round: each with its share, its past rounds, its change, its areas against the whole and,
 * in probability samples, the ranks that are open to it. The cells of the round are read once, past rounds come from
 * memory.
 */
export async function unitTable(
  ctx: Context,
  query: EstimateQuery,
  as: 'then' | 'now' = 'then'
): Promise<AsOf<UnitTable>> {
  requireCan(ctx, 'overview.read', query.unit);
  checkQuery(ctx, query);
  return keptView(ctx, ['units', named(query), as], () => computed(ctx, query, as));
}

async function computed(ctx: Context, query: EstimateQuery, asked: 'then' | 'now'): Promise<UnitTable> {
  const round = ctx.directory.round(query.round);
  const isCut = !isWhole(query);
  const as = isCut ? 'then' : asked; // as now a unit has no cuts
  const scope: UnitScope = { parent: query.unit, filter: query };
  const marks = await roundMarks(ctx);
  const rounds = roundsUpTo(ctx, round);
  const figures = new Map<string, FiguresByUnit>();
  for (const one of rounds) figures.set(one.id, await unitFigures(ctx, marks, one, scope));
  const current = figures.get(round.id) ?? { whole: NONE, units: new Map<string, RoundFigures>(), tops: new Map() };
  const members = unitMembers(ctx, { round, parent: query.unit, as });
  const series = await unitSeries(ctx, { rounds, figures, members, as });
  const previous = round.previousRound === null ? undefined : ctx.directory.round(round.previousRound);
  const rows = await rowsOf(ctx, { round, previous, current, members, series });
  const isSelfSelected = round.design.kind === 'self-selected';
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const floor = floorFor(ctx.actor.grants, ctx.directory.path(query.unit, round.opensOn));
  return {
    parent: unitView(ctx, query.unit, round),
    round: roundView(round),
    previous: previous ? roundView(previous) : null,
    as,
    hasChanges: series.hasChanges,
    whole: current.whole.shares[KEY] ?? null,
    areas: questionnaire.areas.map(({ id, short, title }) => ({ id, short, title })),
    rounds: rounds.map(({ name }) => name),
    rows: isSelfSelected || isCut ? rows : ranked(rows, current, round),
    floor: floor.minimum,
    decisionN: round.design.decisionN,
    isSelfSelected,
    isCut,
    adjusted: null
  };
}

const NONE: RoundFigures = { suppressed: null, n: 0, received: 0, population: null, shares: {}, hidden: [] };

/** The round and those before it, oldest first. */
function roundsUpTo(ctx: Context, { opensOn }: RoundEntry): readonly RoundEntry[] {
  const begun = ctx.directory.rounds().filter((one) => one.opensOn <= opensOn);
  return begun.slice(0, SERIES_MAX).reverse();
}

interface Found {
  readonly round: RoundEntry;
  readonly previous: RoundEntry | undefined;
  readonly current: FiguresByUnit;
  readonly members: readonly string[];
  readonly series: Awaited<ReturnType<typeof unitSeries>>;
}

async function rowsOf(ctx: Context, found: Found): Promise<readonly UnitTableRow[]> {
  const { round, current, members, series } = found;
  const targets = await ctx.db
    .selectFrom('round_unit')
    .select(['unit', 'target'])
    .where('round', '=', round.id)
    .execute();
  const targetOf = new Map(targets.map(({ unit, target }) => [unit, target]));
  const day = localDay(ctx.now());
  const changes = changesOf(found);
  return members.map((id): UnitTableRow => {
    const figures = series.figuresOf(id, round.id) ?? NONE;
    const own = current.units.get(id) === figures;
    const figure = figures.shares[KEY] ?? null;
    const points = series.pointsOf(id);
    const cells = own ? heatRow(ctx, round, { figures, whole: current.whole }) : [];
    const known = ctx.directory.unit(id);
    return {
      ...{ id, figure, areas: cells, league: null, adjusted: null },
      unit: round.units.has(id) ? unitView(ctx, id, round) : unitView(ctx, id, { ...round, opensOn: day }),
      suppressed: figures.suppressed,
      n: figures.n,
      target: known.to === null || round.units.has(id) ? (targetOf.get(id) ?? null) : null,
      population: figures.population,
      series: points,
      change: changes.get(id) ?? null,
      weakest: weakestOf(figures, cells)
    };
  });
}

/** By unit, its change since the round before: named where it is clear among all units, not by itself alone. */
function changesOf({ round, previous, members, series }: Found): ReadonlyMap<string, PeriodChange> {
  const moves = members.flatMap((unit) => {
    const figure = series.figuresOf(unit, round.id)?.shares[KEY];
    const before = previous && series.figuresOf(unit, previous.id)?.shares[KEY];
    if (!figure || !before) return [];
    const isCut = series.pointsOf(unit).at(-1)?.isCut === true;
    const change = changeOf(figure, before, isCut, round);
    return [{ unit, measure: KEY, change, isJudged: figure.conclusive && before.conclusive }];
  });
  return new Map(judgedTogether(moves).map(({ unit, change }) => [unit, change]));
}

function changeOf(figure: ShareFigure, before: ShareFigure, isCut: boolean, { design }: RoundEntry) {
  const compared = ({ share: estimate, se, df, conclusive }: ShareFigure) => ({ estimate, se, df, conclusive });
  return periodChange(compared(figure), compared(before), { confidence: design.confidence, isCut });
}

/** The area with the lowest share, where all are shown and may be judged; else one that is hidden could be lower. */
function weakestOf({ shares }: RoundFigures, cells: UnitTableRow['areas']): string | null {
  if (cells.length === 0 || cells.some(({ area }) => shares[area]?.conclusive !== true)) return null;
  const sorted = [...cells].sort((a, b) => (a.share ?? 1) - (b.share ?? 1));
  return sorted[0]?.area ?? null;
}

/** Ranks, shrunk shares and the verdict of each unit that may be judged. */
function ranked(rows: readonly UnitTableRow[], current: FiguresByUnit, { design }: RoundEntry) {
  const whole = wholeOf(current.whole);
  const units = rows.flatMap(({ id, figure }): readonly LeagueUnit[] => {
    if (!figure?.conclusive || figure.share === null || figure.se === null || figure.df === null || !whole) return [];
    const { share, se, df, n } = figure;
    const reference = { key: whole, figures: current.whole, confidence: design.confidence };
    const against = heatOf(figure, current.units.get(id) ?? NONE, reference);
    return [{ id, share, se, df, n, p: against?.p ?? null, difference: share - whole.share }];
  });
  const found = league(units, design.confidence);
  return rows.map((row) => ({ ...row, league: found.get(row.id) ?? null }));
}
