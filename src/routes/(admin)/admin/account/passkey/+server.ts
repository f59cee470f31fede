import { challengeCookie } from '$lib/server/auth/cookie';
import { passkeyBody } from '$lib/server/http/passkey-body';
import { replying } from '$lib/server/http/problem-reply';
import { ownAccountName } from '$lib/server/services/people/own-account';
import { addPasskey, askNewPasskey } from '$lib/server/services/sign-in/passkeys';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx } = event.locals;
    const { options, note } = await askNewPasskey(ctx, await ownAccountName(ctx));
    challengeCookie.write(event.cookies, ctx.config, note);
    return json(options);
  });

export const POST: RequestHandler = (event) =>
  replying(event, async () => {
    const { cookies, locals } = event;
    const { config } = locals.ctx;
    const { response, name } = await passkeyBody(event.request);
    await addPasskey(locals.ctx, { note: challengeCookie.read(cookies, config), name, response });
    challengeCookie.remove(cookies, config);
    return json({ next: '/admin/account?done=passkeyAdded' });
  });
