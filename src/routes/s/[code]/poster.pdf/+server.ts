import type { RequestHandler } from './$types';
import { publicPoster } from '$lib/server/services/links/posters';
import { pdfReply } from '$lib/server/http/pdf-reply';
import { replying } from '$lib/server/http/problem-reply';

/** The poster of a link, for whoever has its code: it holds only what hangs on the wall. */
export const GET: RequestHandler = (event) =>
  replying(event, () => pdfReply(publicPoster(event.locals.ctx, event.params.code, event.locals.language)));
