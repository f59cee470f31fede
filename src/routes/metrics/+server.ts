import { metrics } from '$lib/server/app';
import { isLocalReader } from '$lib/server/http/local-reader';
import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** For a collector on this machine; through the proxy the page does not exist. */
export const GET: RequestHandler = async ({ getClientAddress, request, locals }) => {
  if (!isLocalReader(getClientAddress(), request.headers)) error(404);
  const { text, contentType } = metrics();
  return new Response(await text(locals.ctx), {
    headers: { 'content-type': contentType, 'cache-control': 'no-store' }
  });
};
