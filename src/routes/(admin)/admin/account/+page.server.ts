import { deviceCookie, sessionCookie } from '$lib/server/auth/cookie';
import type { Context } from '$lib/server/context';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import {
  changeOwnPassword,
  ownAccount,
  revokeOtherSessions,
  revokeSession
} from '$lib/server/services/people/own-account';
import { hasPasskeys, removePasskey } from '$lib/server/services/sign-in/passkeys';
import { renewRecoveryCodes } from '$lib/server/services/sign-in/recovery-codes';
import { removeTotp } from '$lib/server/services/sign-in/totp';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const done = event.url.searchParams.get('done');
    return { own: await ownAccount(ctx), mayPasskey: hasPasskeys(ctx.config), done };
  });

export const actions: Actions = {
  password: (event) =>
    act(event, 'password', async (ctx, form) => {
      const passwords = { current: form('current'), password: form('password'), repeat: form('repeat') };
      const device = deviceCookie.read(event.cookies, ctx.config);
      sessionCookie.write(event.cookies, ctx.config, await changeOwnPassword(ctx, { ...passwords, device }));
    }),
  revoke: (event) => act(event, 'revoked', (ctx, form) => revokeSession(ctx, form('session'))),
  revokeOthers: (event) => act(event, 'others', revokeOtherSessions),
  removeTotp: (event) => act(event, 'totpRemoved', removeTotp),
  removePasskey: (event) => act(event, 'passkeyRemoved', (ctx, form) => removePasskey(ctx, form('passkey'))),
  codes: async (event) => {
    try {
      return { codes: await renewRecoveryCodes(event.locals.ctx) };
    } catch (fault) {
      return formProblem(event, fault, {});
    }
  }
};

type Read = (name: string) => string;

/** Does it, then shows the account again with what was done; or with why not. */
async function act(event: RequestEvent, done: string, work: (ctx: Context, form: Read) => Promise<void>) {
  const sent = await event.request.formData();
  try {
    await work(event.locals.ctx, (name) => textField(sent, name));
  } catch (fault) {
    return formProblem(event, fault, {});
  }
  redirect(303, `/admin/account?done=${done}`);
}
