import { tableReply } from '$lib/server/http/csv';
import { parseLanguage, translator } from '$lib/i18n';
import { resultsTable } from '$lib/server/http/results-table';
import { replyingOf } from '$lib/server/http/results-version';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replyingOf(event, ({ publication }) => {
    const t = translator(parseLanguage(event.url.searchParams.get('lang')) ?? 'vi');
    return tableReply(`${publication.round}-v${publication.version}.csv`, resultsTable(publication, t));
  });
