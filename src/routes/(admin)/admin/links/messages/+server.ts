import type { Translate } from '$lib/i18n';
import { csvLine, csvReply } from '$lib/server/http/csv';
import { replying } from '$lib/server/http/problem-reply';
import { returnMessages, type ReturnMessage } from '$lib/server/services/links/online-links';
import type { RequestHandler } from './$types';

const COLUMNS = ['unit', 'counter', 'address', 'message'] as const;

/** For the officials who paste the message into what tells of an online result. */
export const GET: RequestHandler = (event) =>
  replying(event, () => {
    const { ctx, t } = event.locals;
    const rows = returnMessages(ctx, event.url.searchParams.get('unit') || ctx.directory.root().id);
    return csvReply('tin-nhan.csv', lines(rows, t));
  });

async function* lines(rows: readonly ReturnMessage[], t: Translate): AsyncGenerator<string> {
  yield await Promise.resolve(csvLine(COLUMNS.map((column) => t(`admin:links.online.head.${column}`))));
  for (const { unit, counter, url, message } of rows) yield csvLine([unit, counter, url, message]);
}
