import { problem } from '../../../domain/shared/problem.ts';
import { CHANNELS, EVIDENCE_CLASSES, laneKey, parseLane } from '../../../domain/tally/lane.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import { inParts } from '../../db/parts.ts';
import type { ResponseRow } from '../../db/schema.ts';
import { audit } from '../audit/audit.ts';
import { changeCells } from '../estimate/cells.ts';
import { unitOfCounter } from '../links/links.ts';
import { contributionOf } from '../store/verify.ts';

/** More than these would hold the gate for seconds: then by days. */
export const MOVED_MAX = 5_000;
/** As many as a figure needs to be shown: taking fewer out of a sum would show what they answered. */
export const MOVED_MIN = 5;
const REASON_MAX = 500;
/** What was a test, or is left out already, stays what it is. */
const MOVABLE = ['counted', 'late'] as const;

/** Answers are told apart by counter, channel and day; which link they came through is not kept. */
export interface AnswerChoice {
  readonly counter: string;
  readonly channel: string;
  /** Both days included. */
  readonly fromDay: string;
  readonly toDay: string;
}

export interface AnswerMove extends AnswerChoice {
  /** The counter at which the poster or kiosk really was; null where the answers are to be left out. */
  readonly to: string | null;
  readonly reason: string;
  /** How many answers the person saw. */
  readonly answers: number;
}

/** How many answers a choice names, of those that can be moved. Throws `answers.choice_malformed`. */
export async function countAnswers(ctx: Context, choice: AnswerChoice): Promise<number> {
  requireCan(ctx, 'response.correct', unitOfCounter(ctx, choice.counter));
  const { n } = await chosen(ctx.db, choice)
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

/**
 * Gives the answers of a misplaced poster or kiosk to another counter, or leaves them out of every figure (they stay, as
 * quarantined, and can be released one by one). Cells and answers change in one transaction. Throws `round.closed`,
 * `answers.changed`, `answers.count`, `answers.not_in_round`, `answers.choice_malformed`, `round.reason_malformed`.
 */
export async function moveAnswers(ctx: Context, move: AnswerMove): Promise<void> {
  const unit = unitOfCounter(ctx, move.counter);
  requireCan(ctx, 'response.correct', unit);
  const target = move.to === null ? null : { counter: move.to, unit: unitOfCounter(ctx, move.to) };
  if (target) requireCan(ctx, 'response.correct', target.unit);
  const reason = move.reason.normalize('NFC').trim();
  if (reason === '' || [...reason].length > REASON_MAX) throw problem('round.reason_malformed');
  await ctx.gate.run(async (db) => {
    const rows = await chosen(db, move)
      .selectAll()
      .orderBy('id')
      .limit(MOVED_MAX + 1)
      .execute();
    if (rows.length !== move.answers) throw problem('answers.changed');
    if (rows.length < MOVED_MIN || rows.length > MOVED_MAX)
      throw problem('answers.count', { min: MOVED_MIN, max: MOVED_MAX });
    requireMovable(ctx, rows, target?.unit ?? unit);
    const moved = rows.map((row) => ({ ...row, ...(target ?? { lane: voided(row.lane) }) }));
    const contributions = (of: readonly ResponseRow[]) => of.map((row) => contributionOf(ctx.directory, row));
    await changeCells(db, contributions(rows), 'subtract');
    await changeCells(db, contributions(moved), 'add');
    await rewrite(db, moved);
    const { counter, channel, fromDay: from, toDay: until } = move;
    const details = { counter, channel, from, until, answers: rows.length, reason };
    await audit({ ...ctx, db }, target ? 'response.move' : 'response.void', { ...details, to: move.to });
  });
}

function chosen(db: Db, { counter, channel: name, fromDay, toDay }: AnswerChoice) {
  const channel = CHANNELS.find((known) => known === name);
  const areDays = [fromDay, toDay].every((day) => /^\d{4}-\d\d-\d\d$/.test(day)) && fromDay <= toDay;
  if (!channel || !areDays) throw problem('answers.choice_malformed');
  const lanes = EVIDENCE_CLASSES.flatMap((evidence) => MOVABLE.map((status) => laneKey({ channel, evidence, status })));
  return db
    .selectFrom('response')
    .where('counter', '=', counter)
    .where('local_day', '>=', fromDay)
    .where('local_day', '<=', toDay)
    .where('lane', 'in', lanes);
}

/** A closed round is frozen, and a unit that is not in a round has no figures there. */
function requireMovable(ctx: Context, rows: readonly ResponseRow[], unit: string): void {
  for (const id of new Set(rows.map(({ round }) => round))) {
    const round = ctx.directory.round(id);
    if (round.status === 'closed') throw problem('round.closed');
    if (!round.units.has(unit)) throw problem('answers.not_in_round', { round: round.name });
  }
}

function voided(key: string): string {
  const lane = parseLane(key);
  if (!lane) throw new Error(`unknown lane ${key}`);
  return laneKey({ ...lane, status: 'quarantined' });
}

async function rewrite(db: Db, moved: readonly ResponseRow[]): Promise<void> {
  for (const [, alike] of Map.groupBy(moved, ({ counter, lane }) => `${counter} ${lane}`)) {
    const [first] = alike;
    if (!first) continue;
    const { counter, unit, lane } = first;
    for (const part of inParts(alike.map(({ id }) => id)))
      await db.updateTable('response').set({ counter, unit, lane }).where('id', 'in', part).execute();
  }
}
