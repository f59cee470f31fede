import { sessionCookie } from '$lib/server/auth/cookie';
import { replying } from '$lib/server/http/problem-reply';
import { signOut } from '$lib/server/services/sign-in/sessions';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) =>
  replying(event, async () => {
    const { cookies, locals } = event;
    const token = sessionCookie.read(cookies, locals.ctx.config);
    if (token) await signOut(locals.ctx, token);
    sessionCookie.remove(cookies, locals.ctx.config);
    return new Response(null, { status: 303, headers: { location: '/login?signedOut' } });
  });
