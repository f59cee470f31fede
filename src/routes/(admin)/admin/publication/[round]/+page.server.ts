import { textField, wholeField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { publicationOf } from '$lib/server/services/results/preview';
import { replyToResults } from '$lib/server/services/results/replies';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => ({
    ...(await publicationOf(event.locals.ctx, event.params.round)),
    isSaved: event.url.searchParams.has('saved')
  }));

export const actions: Actions = {
  reply: async (event) => {
    const form = await event.request.formData();
    const sent = { unit: textField(form, 'unit'), text: textField(form, 'text') };
    const version = wholeField(form, 'version');
    try {
      await replyToResults(event.locals.ctx, { ...sent, round: event.params.round, version });
    } catch (fault) {
      return formProblem(event, fault, { unit: sent.unit, text_: sent.text });
    }
    redirect(303, `/admin/publication/${encodeURIComponent(event.params.round)}?saved`);
  }
};
