import { listPage, listRows, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

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

export const CODE_BATCH_SORTS = ['newest', 'unit'] as const;
type CodeBatchSort = (typeof CODE_BATCH_SORTS)[number];

/** The newest that are read: a province makes some hundreds a year. */
const READ_MAX = 10_000;

type BatchHead = Omit<CodeBatchView, 'used'>;

const SHAPE: ListShape<BatchHead, CodeBatchSort> = {
  text: ({ unit }) => unit,
  sorts: { newest: { key: ({ madeOn }) => madeOn, isDescending: true }, unit: { key: ({ unit }) => unit } }
};

/**
 * A page of the batches: how many codes each has and how many were used, never a code. By day of making: a batch has no
 * time.
 */
export async function findCodeBatches(ctx: Context, query: ListQuery<CodeBatchSort>): Promise<ListPage<CodeBatchView>> {
  requireCan(ctx, 'code.manage', ctx.directory.root().id);
  const page = listPage(await heads(ctx), query, SHAPE);
  return { ...page, rows: await withUse(ctx, page.rows) };
}

/** All of them that match, for a file. */
export async function codeBatchRows(ctx: Context, query: ListQuery<CodeBatchSort>): Promise<readonly CodeBatchView[]> {
  requireCan(ctx, 'code.manage', ctx.directory.root().id);
  return withUse(ctx, listRows(await heads(ctx), query, SHAPE));
}

async function heads(ctx: Context): Promise<readonly BatchHead[]> {
  const rows = await ctx.db
    .selectFrom('code_batch')
    .select(['id', 'made_on', 'unit', 'evidence', 'respondent_type', 'codes', 'revoked_on'])
    .orderBy('made_on', 'desc')
    .orderBy('id')
    .limit(READ_MAX)
    .execute();
  return rows.map(({ id, made_on, unit, evidence, respondent_type, codes, revoked_on }) => ({
    ...{ id, madeOn: made_on, unit: unitTitle(ctx.directory.unit(unit)), evidence, codes },
    ...{ respondentType: respondent_type, revokedOn: revoked_on }
  }));
}

async function withUse(ctx: Context, batches: readonly BatchHead[]): Promise<readonly CodeBatchView[]> {
  if (batches.length === 0) return [];
  const ids = batches.map(({ id }) => id);
  const rows = await ctx.db
    .selectFrom('code_use')
    .select((e) => ['batch', e.fn.sum<number>('used').as('used')])
    .where('batch', 'in', ids)
    .groupBy('batch')
    .execute();
  const used = new Map(rows.map((row) => [row.batch, Number(row.used)]));
  return batches.map((batch) => ({ ...batch, used: used.get(batch.id) ?? 0 }));
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
