import { can } from '$lib/server/auth/can';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { listLinks } from '$lib/server/services/links/links';
import { overview } from '$lib/server/services/estimate/overview';
import { seriesOf } from '$lib/server/services/estimate/series';
import { queryOf, scopeOf, seriesAs } from '../../../scope';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const scope = scopeOf(event, event.params.unit);
    const query = queryOf(ctx, scope);
    return {
      scope,
      overview: query && (await overview(ctx, query, seriesAs(event))),
      inherited: query ? null : await seriesOf(ctx, { unit: event.params.unit, upTo: null, as: 'now' }, null),
      endedOn: ctx.directory.unit(event.params.unit).to,
      counters: listLinks(ctx, event.params.unit),
      mayPrint: can(ctx, 'poster.print', event.params.unit)
    };
  });
