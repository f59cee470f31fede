import { problem } from '../../../domain/shared/problem.ts';
import { laneKey, parseLane, type LaneStatus } from '../../../domain/tally/lane.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { changeCells } from '../estimate/cells.ts';
import { contributionOf } from '../store/verify.ts';

/**
 * Quarantines or releases a response: taken from the cells of one lane and added to those of another, in one
 * transaction. Nothing is deleted; moments stay the sum of the responses.
 */
export async function setLaneStatus(ctx: Context, id: string, status: LaneStatus, reason: string): Promise<void> {
  await ctx.gate.run(async (db) => {
    const row = await db.selectFrom('response').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw problem('response.not_found');
    requireCan(ctx, 'response.review', row.unit);
    if (ctx.directory.round(row.round).status === 'closed') throw problem('round.closed'); // its figures are frozen
    const lane = parseLane(row.lane);
    assert(lane, 'a stored lane is known', { lane: row.lane });
    if (lane.status === status) return;
    const moved = { ...row, lane: laneKey({ ...lane, status }) };
    await changeCells(db, [contributionOf(ctx.directory, row)], 'subtract');
    await changeCells(db, [contributionOf(ctx.directory, moved)], 'add');
    await db.updateTable('response').set({ lane: moved.lane }).where('id', '=', id).execute();
    await audit({ ...ctx, db }, `response.${status}`, { id, from: row.lane, to: moved.lane, reason });
  });
}
