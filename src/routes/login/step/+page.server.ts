import { sessionCookie, stepCookie } from '$lib/server/auth/cookie';
import { textField } from '$lib/server/http/form-field';
import { pathOnThisSite } from '$lib/server/http/origin';
import { formProblem } from '$lib/server/http/problem-reply';
import { goOn } from '$lib/server/http/signed-in';
import { hasPasskeys } from '$lib/server/services/sign-in/passkeys';
import { finishSecondStep, openStep } from '$lib/server/services/sign-in/second-step';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies, locals, url }) => {
  const { ctx, language } = locals;
  const factors = await openStep(ctx, stepCookie.read(cookies, ctx.config));
  const next = pathOnThisSite(url.searchParams.get('next'));
  return { language, next, factors, passkeys: hasPasskeys(ctx.config) && (factors?.passkeys ?? 0) > 0 };
};

export const actions: Actions = {
  default: async (event) => {
    const { cookies, locals, request, url } = event;
    const { config } = locals.ctx;
    const form = await request.formData();
    const sent = { step: stepCookie.read(cookies, config), code: textField(form, 'code') };
    let page;
    try {
      const ended = await finishSecondStep(locals.ctx, { ...sent, oldToken: sessionCookie.read(cookies, config) });
      page = goOn(cookies, config, { kind: 'session', ...ended }, pathOnThisSite(url.searchParams.get('next')));
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, page);
  }
};
