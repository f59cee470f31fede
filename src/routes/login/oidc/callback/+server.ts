import { oidcCookie } from '$lib/server/auth/cookie';
import { replying } from '$lib/server/http/problem-reply';
import { browserOf, goOn } from '$lib/server/http/signed-in';
import { finishOidc } from '$lib/server/services/sign-in/oidc';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { cookies, locals, url } = event;
    const { config } = locals.ctx;
    const note = oidcCookie.read(cookies, config);
    const signedIn = await finishOidc(locals.ctx, { note, search: url.search, ...browserOf(cookies, config) });
    const location = goOn(cookies, config, signedIn, signedIn.next);
    return new Response(null, { status: 303, headers: { location } });
  });
