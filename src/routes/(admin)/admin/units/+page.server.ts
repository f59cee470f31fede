import { addressedList } from '$lib/server/http/list-reading';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { unitTable } from '$lib/server/services/units/unit-table';
import { UNIT_TABLE_SORTS, unitTablePage } from '$lib/server/services/units/unit-list';
import { queryOf, scopeOf, seriesAs } from '../../scope';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const scope = scopeOf(event);
    const query = queryOf(event.locals.ctx, scope);
    const list = addressedList(event.url, UNIT_TABLE_SORTS);
    const table = query && (await unitTable(event.locals.ctx, query, seriesAs(event)));
    return { scope, list, table, page: table && unitTablePage(table, list) };
  });
