import { formatFor } from '$lib/i18n/format';
import { tableReply } from '$lib/server/http/csv';
import { addressedList } from '$lib/server/http/list-reading';
import { replying } from '$lib/server/http/problem-reply';
import { unitTable } from '$lib/server/services/units/unit-table';
import { adjustedTable } from '$lib/server/services/units/adjusted-units';
import { UNIT_TABLE_SORTS, unitTableRows } from '$lib/server/services/units/unit-list';
import { inFile, unitFileNotes } from '$lib/ui/admin/file-notes';
import { unitTableFile } from '$lib/ui/admin/unit-table-words';
import { queryOf, scopeOf, seriesAs } from '../../../scope';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, t, language } = event.locals;
    const query = queryOf(ctx, scopeOf(event));
    const tableOf = event.url.searchParams.get('adjusted') === '1' ? adjustedTable : unitTable;
    const table = query && (await tableOf(ctx, query, seriesAs(event)));
    const rows = table ? unitTableRows(table, addressedList(event.url, UNIT_TABLE_SORTS)) : [];
    const words = inFile({ t, language, format: formatFor(language) });
    if (!table) return tableReply('units-figures.csv', []);
    const notes = unitFileNotes(table, ctx.directory.purpose() === 'demo', words);
    return tableReply('units-figures.csv', [...notes, ...unitTableFile(table, rows, words)]);
  });
