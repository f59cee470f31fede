import { tableReply } from '$lib/server/http/csv';
import { addressedList } from '$lib/server/http/list-reading';
import { replying } from '$lib/server/http/problem-reply';
import { PAPER_SORTS, paperBatchRows } from '$lib/server/services/paper/paper-batch-list';
import type { RequestHandler } from './$types';

const HEAD = ['name', 'unit', 'counter', 'round', 'made_at', 'forms', 'compared', 'differing'];

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const batches = await paperBatchRows(event.locals.ctx, addressedList(event.url, PAPER_SORTS));
    const rows = batches.map(({ name, unit, counter, round, madeAt, forms, compared, differing }) => [
      ...[name, unit, counter, round, new Date(madeAt).toISOString()],
      ...[forms, compared ?? 0, differing ?? 0]
    ]);
    return tableReply('paper-batches.csv', [HEAD, ...rows]);
  });
