import { can } from '$lib/server/auth/can';
import { documentIn, formOf } from '$lib/server/http/document-form';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { importDraft } from '$lib/server/services/questionnaires/questionnaire-drafts';
import { startSampleDraft } from '$lib/server/services/questionnaires/sample-documents';
import { listQuestionnaires } from '$lib/server/services/questionnaires/questionnaires';
import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const q = (event.url.searchParams.get('q') ?? '').slice(0, 100);
    const list = await listQuestionnaires(ctx, { q, after: event.url.searchParams.get('after') });
    return { q, ...list, mayManage: can(ctx, 'questionnaire.manage', ctx.directory.root().id) };
  });

export const actions: Actions = {
  sample: async (event) => {
    const draft = await orErrorPage(event, () => startSampleDraft(event.locals.ctx));
    redirect(303, `/admin/questionnaires/${draft}?done=created`);
  },
  import: async (event) => {
    const typed = { name: '' };
    let draft: string;
    try {
      const form = await formOf(event.request);
      typed.name = textField(form, 'name');
      const imported = await importDraft(event.locals.ctx, { ...typed, document: await documentIn(form, 'file') });
      if (!imported.ok) return fail(400, { ...typed, faults: imported.faults });
      draft = imported.id;
    } catch (fault) {
      return formProblem(event, fault, typed);
    }
    redirect(303, `/admin/questionnaires/${draft}?done=created`);
  }
};
