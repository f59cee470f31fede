import { tableReply } from '$lib/server/http/csv';
import { addressedList } from '$lib/server/http/list-reading';
import { replying } from '$lib/server/http/problem-reply';
import { CODE_BATCH_SORTS, codeBatchRows } from '$lib/server/services/codes/code-batch-list';
import type { RequestHandler } from './$types';

const HEAD = ['unit', 'evidence', 'respondent_type', 'made_on', 'codes', 'used', 'revoked_on'];

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const batches = await codeBatchRows(event.locals.ctx, addressedList(event.url, CODE_BATCH_SORTS));
    const rows = batches.map(({ unit, evidence, respondentType, madeOn, codes, used, revokedOn }) => [
      ...[unit, evidence, respondentType ?? '', madeOn, codes, used, revokedOn ?? '']
    ]);
    return tableReply('code-batches.csv', [HEAD, ...rows]);
  });
