import { oidcCookie } from '$lib/server/auth/cookie';
import { pathOnThisSite } from '$lib/server/http/origin';
import { replying } from '$lib/server/http/problem-reply';
import { startOidc } from '$lib/server/services/sign-in/oidc';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { cookies, locals, url } = event;
    const asked = await startOidc(locals.ctx, pathOnThisSite(url.searchParams.get('next')));
    oidcCookie.write(cookies, locals.ctx.config, asked.note);
    return new Response(null, { status: 303, headers: { location: asked.url } });
  });
