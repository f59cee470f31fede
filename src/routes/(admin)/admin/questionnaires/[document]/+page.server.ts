import { can } from '$lib/server/auth/can';
import { textField, wholeField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { discardDraft, publishDraft, startDraft } from '$lib/server/services/questionnaires/questionnaire-drafts';
import { isVersionTaken, namedQuestionnaire, wordingOf } from '$lib/server/services/questionnaires/questionnaires';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const named = await namedQuestionnaire(ctx, event.params.document);
    return {
      named,
      findings: wordingOf(named.questionnaire),
      isVersionTaken: await isVersionTaken(ctx, named),
      mayManage: can(ctx, 'questionnaire.manage', ctx.directory.root().id),
      done: event.url.searchParams.get('done')
    };
  });

export const actions: Actions = {
  draft: (event) =>
    act(event, async (form) => {
      const id = await startDraft(event.locals.ctx, { address: event.params.document, name: textField(form, 'name') });
      return `/${id}?done=created`;
    }),
  publish: (event) =>
    act(event, async (form) => `/${await publishDraft(event.locals.ctx, at(event, form))}?done=published`),
  discard: (event) =>
    act(event, async (form) => {
      await discardDraft(event.locals.ctx, at(event, form));
      return '';
    })
};

const at = (event: RequestEvent, form: FormData) => ({
  id: event.params.document,
  revision: wholeField(form, 'revision')
});

/** Does it and goes on to the page that it names, under the list. */
async function act(event: RequestEvent, work: (form: FormData) => Promise<string>) {
  let next: string;
  try {
    next = await work(await event.request.formData());
  } catch (fault) {
    return formProblem(event, fault, {});
  }
  redirect(303, `/admin/questionnaires${next}`);
}
