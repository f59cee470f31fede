import { csvLine, csvReply } from '$lib/server/http/csv';
import { replying } from '$lib/server/http/problem-reply';
import { allUnits, type UnitListRow } from '$lib/server/services/organisation/organisation-list';
import type { Translate } from '$lib/i18n';
import { listQuery } from '../list-query';
import type { RequestHandler } from './$types';

const COLUMNS = ['code', 'title', 'type', 'parent', 'from', 'to', 'counters'] as const;

export const GET: RequestHandler = (event) =>
  replying(event, () => {
    const rows = allUnits(event.locals.ctx, listQuery(event.url));
    return csvReply('units.csv', lines(rows, event.locals.t));
  });

async function* lines(rows: readonly UnitListRow[], t: Translate): AsyncGenerator<string> {
  yield await Promise.resolve(csvLine(COLUMNS.map((column) => t(`organisation:column.${column}`))));
  for (const { code, title, type, parentTitle, from, to, counters } of rows)
    yield csvLine([code, title, type, parentTitle ?? '', from, to ?? '', counters]);
}
