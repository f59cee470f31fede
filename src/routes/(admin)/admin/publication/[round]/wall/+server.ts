import { pdfReply } from '$lib/server/http/pdf-reply';
import { replying } from '$lib/server/http/problem-reply';
import { wallSheets } from '$lib/server/services/results/wall-sheets';
import type { RequestHandler } from './$types';

/** The sheets of `?unit=…`. */
export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, t, language } = event.locals;
    const of = { round: event.params.round, unit: event.url.searchParams.get('unit') ?? '' };
    return pdfReply(await wallSheets(ctx, of, { t, language }));
  });
