import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { goOn } from '$lib/server/http/signed-in';
import { acceptInvite, openInvite } from '$lib/server/services/people/invites';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => ({
    language: event.locals.language,
    ...(await openInvite(event.locals.ctx, event.params.token))
  }));

export const actions: Actions = {
  default: async (event) => {
    const { cookies, locals, params, request } = event;
    const form = await request.formData();
    const sent = { password: textField(form, 'password'), repeat: textField(form, 'repeat') };
    let page = '/login?passwordSet';
    try {
      const { session } = await acceptInvite(locals.ctx, params.token, sent);
      if (session) page = goOn(cookies, locals.ctx.config, { kind: 'session', ...session }, '/admin');
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, page);
  }
};
