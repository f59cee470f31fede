import { orErrorPage } from '$lib/server/http/problem-reply';
import { overview } from '$lib/server/services/overview';
import { queryOf, scopeOf, seriesAs } from '../scope';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const scope = scopeOf(event);
    const query = queryOf(event.locals.ctx, scope);
    return {
      scope,
      overview: query && (await overview(event.locals.ctx, query, seriesAs(event))),
      search: searchOf(event.url)
    };
  });

function searchOf({ searchParams }: URL) {
  return { q: (searchParams.get('q') ?? '').slice(0, 80), sort: searchParams.get('sort') ?? 'name' };
}
