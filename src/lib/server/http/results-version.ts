import { orErrorPage, replying } from './problem-reply.ts';
import { publicResults, type PublicResults } from '../services/results/public-results.ts';
import type { RequestEvent } from '@sveltejs/kit';

interface Event extends Pick<RequestEvent, 'url' | 'locals'> {
  readonly params: { readonly round: string; readonly version: string };
}

/** `v1` as 1; any other text as a version that does not exist. */
function versionIn(event: Event): number {
  return Number(/^v([1-9]\d{0,3})$/.exec(event.params.version)?.[1] ?? 0);
}

/** The public version that an address names, or its error page. */
export function resultsOf(event: Event): Promise<PublicResults> {
  return orErrorPage(event, () => publicResults(event.locals.ctx, event.params.round, versionIn(event)));
}

/** The same for a file. A version never changes, so that it may be kept. */
export function replyingOf(event: Event, reply: (found: PublicResults) => Response | Promise<Response>) {
  return replying(event, async () => {
    const response = await reply(await publicResults(event.locals.ctx, event.params.round, versionIn(event)));
    response.headers.set('cache-control', 'public, max-age=3600');
    response.headers.set('access-control-allow-origin', '*');
    response.headers.set('cross-origin-resource-policy', 'cross-origin');
    return response;
  });
}
