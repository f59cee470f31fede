import { parseQuery } from '$lib/server/http/api-query';
import { replying } from '$lib/server/http/problem-reply';
import { estimateView } from '$lib/server/services/estimate/estimates';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Without `unit` the figures of the whole province, for whom may read them. */
export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx } = event.locals;
    const { unit, ...filter } = parseQuery(event.url.searchParams, ['unit', 'respondentType', 'filingMode', 'lane']);
    const query = { round: event.params.round, unit: unit ?? ctx.directory.root().id, ...filter };
    return json(await estimateView(ctx, query));
  });
