import { can } from '$lib/server/auth/can';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { listUnits } from '$lib/server/services/organisation/organisation-list';
import { listQuery } from './list-query';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, () => {
    const { ctx } = event.locals;
    const query = listQuery(event.url);
    const after = event.url.searchParams.get('after');
    const root = ctx.directory.root().id;
    return {
      query,
      list: listUnits(ctx, query, after),
      isFirst: after === null,
      root,
      mayManage: can(ctx, 'unit.manage', root)
    };
  });
