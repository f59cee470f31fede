import { problem } from '$lib/domain/shared/problem';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { publicRoundOf } from '$lib/server/services/results/public-results';
import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The newest public version: an address for those who want what holds now. */
export const GET: RequestHandler = async (event) => {
  const newest = await orErrorPage(event, async () => {
    const { versions } = await publicRoundOf(event.locals.ctx, event.params.round);
    if (!versions[0]) throw problem('results.not_public');
    return versions[0];
  });
  redirect(307, `/results/${encodeURIComponent(event.params.round)}/v${newest.version}${event.url.search}`);
};
