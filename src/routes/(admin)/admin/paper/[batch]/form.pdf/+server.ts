import { pdfReply } from '$lib/server/http/pdf-reply';
import { replying } from '$lib/server/http/problem-reply';
import { paperForms } from '$lib/server/services/paper/paper-print';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const number = (name: string, otherwise: number) => Number(event.url.searchParams.get(name) ?? otherwise);
    const from = number('from', 1);
    return pdfReply(await paperForms(event.locals.ctx, event.params.batch, { from, to: number('to', from + 19) }));
  });
