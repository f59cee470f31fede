import { dueStep } from '../../../domain/round/status.ts';
import { Problem, problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { programActor, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { startJob } from '../jobs/jobs.ts';
import { computeScorecard, keepScorecard } from './scorecards.ts';

/** Ends the answering: only what kiosks and paper forms hold from before is taken now. Throws `round.not_open`. */
export async function endAnswering(ctx: Context, id: string): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    const ended = await db
      .updateTable('round')
      .set({ status: 'closing' })
      .where('id', '=', id)
      .where('status', '=', 'open')
      .returning('id')
      .executeTakeFirst();
    if (!ended) throw problem('round.not_open');
    await audit({ ...ctx, db }, 'round.end_answering', { id });
  });
  await ctx.directory.reload();
}

/** Starts the job that verifies a round, freezes its scorecard and closes it. Throws `round.not_closing`. */
export async function startClosing(ctx: Context, id: string): Promise<string> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  if (ctx.directory.round(id).status !== 'closing') throw problem('round.not_closing');
  return startJob(ctx, { kind: 'round.close', subject: id, input: { round: id } });
}

/** Closes a round in one go, for commands: answering ends, the sums are verified, the scorecard is frozen. */
export async function closeRound(ctx: Context, id: string): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  if (ctx.directory.round(id).status === 'open') await endAnswering(ctx, id);
  const result = await computeScorecard(ctx, id);
  await ctx.gate.run((db) => keepScorecard({ ...ctx, db }, id, result));
  await ctx.directory.reload();
}

/** Does what the calendar asks of the rounds today: answering ends after the last day, closing begins after the grace. */
export async function advanceRounds(server: Context): Promise<void> {
  const begun = server.directory.rounds();
  if (begun.length === 0) return;
  const ctx = { ...server, actor: programActor(server.directory.root().id) };
  const today = localDay(ctx.now());
  for (const round of begun) {
    const step = dueStep(round.status, round, today);
    if (step === 'closing') await endAnswering(ctx, round.id).catch(ignoreOther);
    else if (step === 'closed') await startClosing(ctx, round.id);
  }
}

/** Another server was first. */
function ignoreOther(fault: unknown): void {
  if (!(fault instanceof Problem) || fault.code !== 'round.not_open') throw fault;
}
