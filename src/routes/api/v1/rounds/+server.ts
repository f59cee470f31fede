import { parseQuery } from '$lib/server/http/api-query';
import { replying } from '$lib/server/http/problem-reply';
import { roundList } from '$lib/server/services/rounds/round-list';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, () => {
    parseQuery(event.url.searchParams, []);
    return json(roundList(event.locals.ctx));
  });
