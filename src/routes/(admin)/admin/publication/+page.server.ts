import { can } from '$lib/server/auth/can';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { publicationRounds } from '$lib/server/services/results/preview';
import { readPublisher, savePublisher } from '$lib/server/services/results/publisher';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    return {
      rounds: await publicationRounds(ctx),
      publisher: await readPublisher(ctx),
      mayManage: can(ctx, 'publication.manage', ctx.directory.root().id),
      isSaved: event.url.searchParams.has('saved')
    };
  });

export const actions: Actions = {
  publisher: async (event) => {
    const form = await event.request.formData();
    const [agency, contact, payer, embedOrigins] = ['agency', 'contact', 'payer', 'embedOrigins'].map((name) =>
      textField(form, name)
    );
    const sent = {
      agency: agency ?? '',
      contact: contact ?? '',
      payer: payer ?? '',
      embedOrigins: embedOrigins ?? ''
    };
    try {
      await savePublisher(event.locals.ctx, sent);
    } catch (fault) {
      return formProblem(event, fault, sent);
    }
    redirect(303, '/admin/publication?saved');
  }
};
