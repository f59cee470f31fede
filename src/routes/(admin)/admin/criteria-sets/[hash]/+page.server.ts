import { orErrorPage } from '$lib/server/http/problem-reply';
import { namedCriteriaSet } from '$lib/server/services/criteria-sets';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => ({
    entry: await namedCriteriaSet(event.locals.ctx, event.params.hash),
    done: event.url.searchParams.get('done')
  }));
