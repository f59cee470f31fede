import { orErrorPage } from '$lib/server/http/problem-reply';
import { trends } from '$lib/server/services/trends/trends';
import { scopeOf } from '../../scope';
import { trendQuery } from './trend-query';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => ({
    scope: scopeOf(event),
    view: await trends(event.locals.ctx, trendQuery(event))
  }));
