import { storedSinceStart } from '$lib/server/app';
import { isLocalReader, metricsText } from '$lib/server/http/api-metrics';
import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** For a collector on this machine; through the proxy the page does not exist. */
export const GET: RequestHandler = ({ getClientAddress, request, locals }) => {
  if (!isLocalReader(getClientAddress(), request.headers)) error(404);
  const text = metricsText([
    {
      name: 'hailong_responses_stored_total',
      help: 'Responses stored since start.',
      type: 'counter',
      value: storedSinceStart()
    },
    {
      name: 'hailong_writes_waiting',
      help: 'Writes that wait at the gate.',
      type: 'gauge',
      value: locals.ctx.gate.waiting()
    },
    { name: 'hailong_uptime_seconds', help: 'Seconds since start.', type: 'gauge', value: process.uptime() },
    { name: 'hailong_memory_bytes', help: 'Resident memory.', type: 'gauge', value: process.memoryUsage.rss() }
  ]);
  return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store' } });
};
