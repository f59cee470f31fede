import { textField } from '$lib/server/http/form-field';
import { pathOnThisSite } from '$lib/server/http/origin';
import { formProblem } from '$lib/server/http/problem-reply';
import { browserOf, goOn } from '$lib/server/http/signed-in';
import { hasPasskeys } from '$lib/server/services/sign-in/passkeys';
import { signIn } from '$lib/server/services/sign-in/sign-in';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const NOTICES = ['again', 'passwordSet', 'signedOut'] as const;

export const load: PageServerLoad = ({ locals, url }) => {
  const { config, actor } = locals.ctx;
  const next = pathOnThisSite(url.searchParams.get('next'));
  const notice = NOTICES.find((name) => url.searchParams.has(name)) ?? null;
  if (actor.grants.length > 0 && notice !== 'again') redirect(303, next);
  const ways = { passkeys: hasPasskeys(config), oidc: config.oidc?.name ?? null };
  return { language: locals.language, notice, next, ...ways };
};

export const actions: Actions = {
  default: async (event) => {
    const { cookies, locals, request, url } = event;
    const { config } = locals.ctx;
    const form = await request.formData();
    const account = textField(form, 'account');
    const sent = { account, password: textField(form, 'password'), ...browserOf(cookies, config) };
    const next = pathOnThisSite(url.searchParams.get('next'));
    let page;
    try {
      page = goOn(cookies, config, await signIn(locals.ctx, sent), next);
    } catch (fault) {
      return formProblem(event, fault, { account });
    }
    redirect(303, page);
  }
};
