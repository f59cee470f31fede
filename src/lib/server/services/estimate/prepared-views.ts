import { programActor } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { pointsPage } from '../points/points-page.ts';
import { ALL } from '../rounds/round-reading.ts';
import { roundMarks } from './closed-rounds.ts';
import { ROUNDS_MAX } from '../trends/round-points.ts';
import type { Step } from '../trends/trend-view.ts';
import { trends } from '../trends/trends.ts';
import { unitFigures } from '../units/unit-figures.ts';
import { unitTable } from '../units/unit-table.ts';
import { figuresInTurn } from './figures-in-turn.ts';
import { isLarge } from './kept-views.ts';
import { currentRound, overview } from './overview.ts';

const STEPS: readonly Step[] = ['round', 'day', 'month'];

/**
 * The province's views of a large round, made when a server starts, one after the other: the first administrator who
 * looks finds them, and everybody else what was read of the closed rounds for them.
 */
export async function prepareViews(server: Context): Promise<void> {
  if (!isLarge(server)) return;
  const { id: unit } = server.directory.root();
  const ctx = { ...server, actor: programActor(unit) };
  const round = currentRound(ctx, unit)?.id;
  if (round === undefined) return;
  const all = { unit, ...ALL };
  await overview(ctx, { ...all, round });
  const marks = await roundMarks(ctx);
  for (const closed of ctx.directory.rounds().slice(0, ROUNDS_MAX))
    await figuresInTurn(() => unitFigures(ctx, marks, closed, { parent: unit, filter: all }));
  await unitTable(ctx, { ...all, round });
  await pointsPage(ctx, { unit, round, changes: [], level: 'plus5' });
  for (const step of STEPS)
    await trends(ctx, { ...all, step, indicator: 'key', as: 'then', round: null, from: null, to: null });
}
