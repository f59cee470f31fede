import { sessionCookie } from '$lib/server/auth/cookie';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { startSession } from '$lib/server/services/sign-in/sessions';
import { completeSetup, openSetup } from '$lib/server/services/people/setup';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => ({
    language: event.locals.language,
    ...(await openSetup(event.locals.ctx, event.params.token))
  }));

export const actions: Actions = {
  default: async (event) => {
    const { cookies, locals, params, request } = event;
    const form = await request.formData();
    const shown = {
      name: textField(form, 'name'),
      account: textField(form, 'account').trim(),
      province: textField(form, 'province')
    };
    const passwords = { password: textField(form, 'password'), repeat: textField(form, 'repeat') };
    try {
      const person = await completeSetup(locals.ctx, params.token, { ...shown, ...passwords });
      sessionCookie.write(cookies, locals.ctx.config, await startSession(locals.ctx, person));
    } catch (fault) {
      return formProblem(event, fault, shown);
    }
    redirect(303, '/admin');
  }
};
