import { listPage, listRows, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import { allowsSomewhere } from '../../../domain/access/policy.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { can } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { counterOf } from '../organisation/counter-editing.ts';

export interface PaperBatchView extends BatchHead, BatchCounts {}

interface BatchHead {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly counter: string;
  readonly round: string;
  readonly madeAt: number;
}

interface BatchCounts {
  readonly forms: number;
  /** Questions that were entered twice, and those of them that differ; null before the first. */
  readonly compared: number | null;
  readonly differing: number | null;
}

export const PAPER_SORTS = ['newest', 'name', 'unit'] as const;
type PaperSort = (typeof PAPER_SORTS)[number];

/** The newest that are read; what is older is found by the round's export. */
const READ_MAX = 10_000;

const SHAPE: ListShape<BatchHead, PaperSort> = {
  text: ({ name, unit, counter, round }) => `${name} ${unit} ${counter} ${round}`,
  sorts: {
    newest: { key: ({ madeAt }) => madeAt, isDescending: true },
    name: { key: ({ name }) => name },
    unit: { key: ({ unit, counter, name }) => `${unit} ${counter} ${name}` }
  }
};

/** A page of the batches of units that the actor may enter forms for, with how many forms each has. */
export async function findPaperBatches(ctx: Context, query: ListQuery<PaperSort>): Promise<ListPage<PaperBatchView>> {
  const page = listPage(await heads(ctx), query, SHAPE);
  return { ...page, rows: await counted(ctx, page.rows) };
}

/** All of them that match, for a file. */
export async function paperBatchRows(ctx: Context, query: ListQuery<PaperSort>): Promise<readonly PaperBatchView[]> {
  return counted(ctx, listRows(await heads(ctx), query, SHAPE));
}

async function heads(ctx: Context): Promise<readonly BatchHead[]> {
  if (!allowsSomewhere(ctx.actor.grants, 'paper.enter')) throw problem('access.denied');
  const rows = await ctx.db
    .selectFrom('paper_batch')
    .select(['id', 'name', 'counter', 'round', 'made_at as madeAt'])
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .limit(READ_MAX)
    .execute();
  return rows.flatMap(({ id, name, counter: place, round, madeAt }) => {
    const counter = counterOf(ctx, place);
    if (!can(ctx, 'paper.enter', counter.unit)) return [];
    const unit = unitTitle(ctx.directory.unit(counter.unit));
    return [{ id, name, unit, counter: counter.name, round: ctx.directory.round(round).name, madeAt }];
  });
}

async function counted(ctx: Context, batches: readonly BatchHead[]): Promise<readonly PaperBatchView[]> {
  if (batches.length === 0) return [];
  const ids = batches.map(({ id }) => id);
  const rows = await ctx.db
    .selectFrom('paper_serial')
    .select((e) => [
      'batch',
      e.fn.countAll<number>().as('forms'),
      e.fn.sum<number | null>('compared').as('compared'),
      e.fn.sum<number | null>('differing').as('differing')
    ])
    .where('batch', 'in', ids)
    .groupBy('batch')
    .execute();
  const counts = new Map<string, BatchCounts>(rows.map(({ batch, ...row }) => [batch, row]));
  const none: BatchCounts = { forms: 0, compared: null, differing: null };
  return batches.map((batch) => ({ ...batch, ...(counts.get(batch.id) ?? none) }));
}
