import { deviceCookie, sessionCookie } from '$lib/server/auth/cookie';
import { textField } from '$lib/server/http/form-field';
import { pathOnThisSite } from '$lib/server/http/origin';
import { formProblem } from '$lib/server/http/problem-reply';
import { signIn } from '$lib/server/services/sign-in';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  const next = pathOnThisSite(url.searchParams.get('next'));
  if (locals.ctx.actor.grants.length > 0) redirect(303, next);
  return { language: locals.language, signedOut: url.searchParams.has('out') };
};

export const actions: Actions = {
  default: async (event) => {
    const { cookies, locals, request, url } = event;
    const { config } = locals.ctx;
    const form = await request.formData();
    const account = textField(form, 'account');
    const sent = { account, password: textField(form, 'password') };
    const known = { device: deviceCookie.read(cookies, config), oldToken: sessionCookie.read(cookies, config) };
    try {
      const { token, device } = await signIn(locals.ctx, { ...sent, ...known });
      sessionCookie.write(cookies, config, token);
      deviceCookie.write(cookies, config, device);
    } catch (fault) {
      return formProblem(event, fault, { account });
    }
    redirect(303, pathOnThisSite(url.searchParams.get('next')));
  }
};
