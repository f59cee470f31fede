import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { lastDayOfGrace } from '../../../domain/round/status.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';

/** A round as its makers see it. */
export interface RoundAdminView {
  readonly id: string;
  readonly name: string;
  readonly status: RoundEntry['status'];
  readonly opensOn: string;
  readonly closesOn: string;
  readonly graceUntil: string;
  readonly graceDays: number;
  readonly publishOn: string | null;
  readonly revision: number;
  readonly units: number;
}

/** All rounds, drafts (for those who make them) first, then newest first. */
export function listRounds(ctx: Context): readonly RoundAdminView[] {
  const root = ctx.directory.root().id;
  requireCan(ctx, 'scorecard.read', root);
  const drafts = can(ctx, 'round.manage', root) ? ctx.directory.drafts() : [];
  return [...drafts, ...ctx.directory.rounds()].map(roundAdminView);
}

export function roundAdminView(round: RoundEntry): RoundAdminView {
  const { id, name, status, opensOn, closesOn, graceDays, publishOn, revision, units } = round;
  const graceUntil = lastDayOfGrace(round);
  return { id, name, status, opensOn, closesOn, graceDays, graceUntil, publishOn, revision, units: units.size };
}

/** What was chosen of a round, with the words of its documents. */
export function roundSettingsView(ctx: Context, id: string) {
  const root = ctx.directory.root().id;
  const round = ctx.directory.round(id);
  requireCan(ctx, round.status === 'draft' ? 'round.manage' : 'scorecard.read', root);
  return {
    ...roundAdminView(round),
    questionnaire: round.questionnaire,
    criteriaSet: round.criteriaSet,
    design: round.design,
    previousRound: round.previousRound,
    memberIds: [...round.units]
  };
}

/** Units that can take part, by title. */
export function unitChoices(ctx: Context, ids: readonly string[]) {
  return ids
    .map((id) => ctx.directory.unit(id))
    .map((unit) => ({ id: unit.id, code: unit.code, title: unitTitle(unit), type: unit.type }))
    .sort((a, b) => a.title.localeCompare(b.title, 'vi'));
}

/** Whether the job that closes a round is waiting or running. */
export async function isClosingAtWork(ctx: Context, id: string): Promise<boolean> {
  const job = await ctx.db
    .selectFrom('job')
    .select('id')
    .where('kind', '=', 'round.close')
    .where('subject', '=', id)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return job !== undefined;
}
