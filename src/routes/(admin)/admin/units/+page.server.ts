import { addressedList } from '$lib/server/http/list-reading';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { unitTable } from '$lib/server/services/units/unit-table';
import { adjustedTable } from '$lib/server/services/units/adjusted-units';
import { UNIT_TABLE_SORTS, unitTablePage, unitTableSorts } from '$lib/server/services/units/unit-list';
import { queryOf, scopeOf, seriesAs } from '../../scope';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const scope = scopeOf(event);
    const query = queryOf(event.locals.ctx, scope);
    const list = addressedList(event.url, UNIT_TABLE_SORTS);
    const tableOf = event.url.searchParams.get('adjusted') === '1' ? adjustedTable : unitTable;
    const table = query && (await tableOf(event.locals.ctx, query, seriesAs(event)));
    const page = table && unitTablePage(table, list);
    return { scope, list, table, page, sorts: table ? unitTableSorts(table) : [] };
  });
