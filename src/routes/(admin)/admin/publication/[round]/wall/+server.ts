import { pdfReply } from '$lib/server/http/pdf-reply';
import { replying } from '$lib/server/http/problem-reply';
import { monthSheets } from '$lib/server/services/results/month-sheets';
import { wallSheets } from '$lib/server/services/results/wall-sheets';
import type { RequestHandler } from './$types';

/** The sheets of `?unit=…`, of the round or of `&month=2026-05`; with `&tasks=1` the names of tasks done in it. */
export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, t, language } = event.locals;
    const { searchParams } = event.url;
    const of = { round: event.params.round, unit: searchParams.get('unit') ?? '' };
    const month = searchParams.get('month');
    if (month === null) return pdfReply(await wallSheets(ctx, of, { t, language }));
    const query = { ...of, month, withTasks: searchParams.get('tasks') === '1' };
    return pdfReply(await monthSheets(ctx, query, { t, language }));
  });
