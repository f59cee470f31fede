import { challengeCookie } from '$lib/server/auth/cookie';
import { pathOnThisSite } from '$lib/server/http/origin';
import { replying } from '$lib/server/http/problem-reply';
import { passkeyBody } from '$lib/server/http/passkey-body';
import { browserOf, goOn } from '$lib/server/http/signed-in';
import { askPasskey, signInByPasskey } from '$lib/server/services/sign-in/passkeys';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx } = event.locals;
    const { options, note } = await askPasskey(ctx);
    challengeCookie.write(event.cookies, ctx.config, note);
    return json(options);
  });

export const POST: RequestHandler = (event) =>
  replying(event, async () => {
    const { cookies, locals } = event;
    const { config } = locals.ctx;
    const { response, next } = await passkeyBody(event.request);
    const sent = { note: challengeCookie.read(cookies, config), response, ...browserOf(cookies, config) };
    const signedIn = await signInByPasskey(locals.ctx, sent);
    challengeCookie.remove(cookies, config);
    return json({ next: goOn(cookies, config, signedIn, pathOnThisSite(next)) });
  });
