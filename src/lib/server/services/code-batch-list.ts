import { unitTitle } from '../../domain/organisation/unit-tree.ts';
import { problem } from '../../domain/shared/problem.ts';
import { localDay } from '../../domain/shared/time.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import { audit } from './audit.ts';

export interface CodeBatchView {
  readonly id: string;
  readonly madeOn: string;
  readonly unit: string;
  readonly evidence: string;
  readonly respondentType: string | null;
  readonly codes: number;
  readonly used: number;
  readonly revokedOn: string | null;
}

export interface CodeBatchPage {
  readonly batches: readonly CodeBatchView[];
  /** The address of the next page; null on the last. */
  readonly after: string | null;
}

const PAGE = 50;

/**
 * The batches, newest first, a page from `after`: how many codes each has and how many were used, never a code. By day of
 * making, then by id: a batch has no time.
 */
export async function listCodeBatches(ctx: Context, after: string | null): Promise<CodeBatchPage> {
  requireCan(ctx, 'code.manage', ctx.directory.root().id);
  const [day, last] = after?.split(' ') ?? [];
  let query = ctx.db
    .selectFrom('code_batch')
    .leftJoin('code_use', 'code_use.batch', 'code_batch.id')
    .select(['id', 'made_on', 'unit', 'evidence', 'respondent_type', 'codes', 'revoked_on'])
    .select((e) => e.fn.coalesce(e.fn.sum<number>('used'), e.lit(0)).as('used'))
    .groupBy(['id', 'made_on', 'unit', 'evidence', 'respondent_type', 'codes', 'revoked_on'])
    .orderBy('made_on', 'desc')
    .orderBy('id')
    .limit(PAGE + 1);
  if (day !== undefined && last !== undefined)
    query = query.where((e) => e.or([e('made_on', '<', day), e.and([e('made_on', '=', day), e('id', '>', last)])]));
  const rows = await query.execute();
  const shown = rows.slice(0, PAGE);
  const end = rows.length > PAGE ? shown.at(-1) : undefined;
  return {
    batches: shown.map(({ id, made_on, unit, evidence, respondent_type, codes, used, revoked_on }) => ({
      ...{ id, madeOn: made_on, unit: unitTitle(ctx.directory.unit(unit)), evidence, codes, used: Number(used) },
      ...{ respondentType: respondent_type, revokedOn: revoked_on }
    })),
    after: end ? `${end.made_on} ${end.id}` : null
  };
}

/** Ends a batch: what is left of its codes is gone, answers that came with the others stay. Throws `code.no_batch`. */
export async function revokeCodeBatch(ctx: Context, id: string): Promise<void> {
  requireCan(ctx, 'code.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    const left = await db.deleteFrom('response_code').where('batch', '=', id).executeTakeFirst();
    const ended = await db
      .updateTable('code_batch')
      .set({ revoked_on: localDay(ctx.now()) })
      .where('id', '=', id)
      .where('revoked_on', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!ended) throw problem('code.no_batch');
    await audit({ ...ctx, db }, 'code.revoke', { batch: id, codes: Number(left.numDeletedRows) });
  });
}
