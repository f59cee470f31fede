import { randomUUID } from 'node:crypto';
import type { Handle } from '@sveltejs/kit';
import { metrics } from '../app.ts';
import { withoutGroups } from '../auth/route-policy.ts';
import { log } from '../log.ts';

/** A request that takes longer is worth a line. */
const SLOW_MS = 1_000;

/**
 * Counts every request, and writes a line of those that failed or took long: method, route (never the address, which
 * holds codes and tokens), status, time, and the number that the reader of the error page sees.
 */
export const requestLog: Handle = async ({ event, resolve }) => {
  const started = performance.now();
  event.locals.requestId = randomUUID();
  let status = 500;
  try {
    const response = await resolve(event);
    status = response.status;
    return response;
  } finally {
    const ms = performance.now() - started;
    const route = event.route.id === null ? 'none' : withoutGroups(event.route.id);
    metrics().answered({ route, status, seconds: ms / 1000 });
    if (status >= 500 || ms > SLOW_MS) {
      const line = { id: event.locals.requestId, method: event.request.method, route, status, ms: Math.round(ms) };
      if (status >= 500) log().error(line, 'request failed');
      else log().warn(line, 'request slow');
    }
  }
};
