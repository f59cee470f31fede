import { replying } from '$lib/server/http/problem-reply';
import { linkView } from '$lib/server/services/links/link-view';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, () => json(linkView(event.locals.ctx, event.params.code)));
