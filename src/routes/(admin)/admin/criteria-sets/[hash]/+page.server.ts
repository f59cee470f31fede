import { orErrorPage } from '$lib/server/http/problem-reply';
import { areaTitles } from '$lib/server/services/questionnaires/criteria-areas';
import { namedCriteriaSet } from '$lib/server/services/questionnaires/criteria-sets';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const entry = await namedCriteriaSet(ctx, event.params.hash);
    const areas = await areaTitles(ctx, entry.criteriaSet, entry.hash);
    return { entry, areas, done: event.url.searchParams.get('done') };
  });
