import { parseLanguage } from '$lib/i18n';
import { resultsOf } from '$lib/server/http/results-version';
import { readPublisher } from '$lib/server/services/results/publisher';
import type { PageServerLoad } from './$types';

export const csr = false;

/** Stands in the frames of pages that the agency allows, and of no other. */
export const load: PageServerLoad = async (event) => {
  const { ctx } = event.locals;
  const language = parseLanguage(event.url.searchParams.get('lang')) ?? 'vi';
  event.locals.language = language;
  const found = await resultsOf(event);
  const { embedOrigins } = await readPublisher(ctx);
  event.locals.frameAncestors = ["'self'", ...embedOrigins].join(' ');
  event.setHeaders({ 'cache-control': 'public, max-age=60' });
  return { language, origin: ctx.config.publicOrigin, ...found };
};
