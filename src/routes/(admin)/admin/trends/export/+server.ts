import { formatFor } from '$lib/i18n/format';
import { tableReply } from '$lib/server/http/csv';
import { replying } from '$lib/server/http/problem-reply';
import { trends } from '$lib/server/services/trends/trends';
import { inFile, trendFileNotes } from '$lib/ui/admin/file-notes';
import { trendTable } from '$lib/ui/admin/trend-words';
import { trendQuery } from '../trend-query';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, t, language } = event.locals;
    const view = await trends(ctx, trendQuery(event));
    const words = inFile({ t, language, format: formatFor(language) });
    return tableReply('trends.csv', [...trendFileNotes(view, words), ...trendTable(view, words)]);
  });
