import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { PROFILE_COLUMNS } from './round-rows.ts';

/** By profile question, by category: its share of the people served; the shares of a question sum to 1. */
export type Margins = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What is known of the people served in a round. The caller has checked the permission. */
export async function readMargins(ctx: Context, round: string): Promise<Margins> {
  const rows = await ctx.db
    .selectFrom('margin')
    .selectAll()
    .where('round', '=', round)
    .orderBy('question')
    .orderBy('category')
    .execute();
  const groups = Map.groupBy(rows, ({ question }) => question);
  return new Map([...groups].map(([id, own]) => [id, new Map(own.map(({ category, share }) => [category, share]))]));
}

/**
 * Sets the shares that a round's weights are raked to, in place of those it had. A question goes by its id or by its
 * column in the files (`gender`, `age_group`). Throws `margin.unknown` with question and category, and `margin.sum`.
 */
export async function setMargins(ctx: Context, round: string, margins: Margins): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const { profile } = ctx.directory.questionnaire(ctx.directory.round(round).questionnaire);
  const rows = [...margins].flatMap(([name, shares]) => {
    const id = Object.entries(PROFILE_COLUMNS).find(([column]) => column === name)?.[1] ?? name;
    const question = profile.find((one) => one.id === id);
    if (!question) throw problem('margin.unknown', { question: name });
    const sum = [...shares.values()].reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) > 1e-6) throw problem('margin.sum', { question: name, sum: sum.toFixed(6) });
    return [...shares].map(([category, share]) => {
      const isKnown = question.options.some((option) => option.id === category);
      if (!isKnown) throw problem('margin.unknown', { question: name, category });
      return { round, question: id, category, share };
    });
  });
  await ctx.gate.run(async (db) => {
    await db.deleteFrom('margin').where('round', '=', round).execute();
    for (const row of rows) await db.insertInto('margin').values(row).execute();
    await audit({ ...ctx, db }, 'margin.set', { round, questions: [...margins.keys()] });
  });
}
