import { orErrorPage } from '$lib/server/http/problem-reply';
import { attention } from '$lib/server/services/attention/attention';
import { firstSteps } from '$lib/server/services/organisation/first-steps';
import { overview } from '$lib/server/services/estimate/overview';
import { ownDuties } from '$lib/server/services/rounds/report-periods';
import { queryOf, scopeOf, seriesAs } from '../scope';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const scope = scopeOf(event);
    const query = queryOf(event.locals.ctx, scope);
    const duties = await ownDuties(event.locals.ctx, scope.unit.id);
    const steps = await firstSteps(event.locals.ctx);
    const view = query && (await overview(event.locals.ctx, query, seriesAs(event)));
    return {
      scope,
      steps,
      duties,
      overview: view,
      attention: view && (await attention(event.locals.ctx, scope.unit.id, view)),
      search: searchOf(event.url)
    };
  });

function searchOf({ searchParams }: URL) {
  return { q: (searchParams.get('q') ?? '').slice(0, 80), sort: searchParams.get('sort') ?? 'name' };
}
