import { can } from '$lib/server/auth/can';
import { formOf } from '$lib/server/http/document-form';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { namedQuestionnaire } from '$lib/server/services/questionnaires/questionnaires';
import {
  addSpokenLanguage,
  keepRecording,
  removeRecording,
  scriptOf,
  spokenLanguages
} from '$lib/server/services/questionnaires/recordings';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const address = event.params.document;
    const named = await namedQuestionnaire(ctx, address);
    const languages = await spokenLanguages(ctx);
    const asked = event.url.searchParams.get('spoken');
    const language = languages.find(({ code }) => code === asked) ?? languages[0];
    return {
      named,
      languages,
      script: language ? await scriptOf(ctx, { address, language: language.code }) : null,
      mayManage: can(ctx, 'questionnaire.manage', ctx.directory.root().id),
      done: event.url.searchParams.get('done')
    };
  });

export const actions: Actions = {
  language: (event) =>
    act(event, 'added', async (form) => {
      const code = textField(form, 'code').trim();
      await addSpokenLanguage(event.locals.ctx, { code, name: textField(form, 'name') });
      return { spoken: code, row: '' };
    }),
  keep: (event) =>
    act(event, 'kept', async (form) => {
      const file = form.get('file');
      const body = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
      const at = recordingIn(event, form);
      await keepRecording(event.locals.ctx, at, body);
      return { spoken: at.language, row: at.slot };
    }),
  remove: (event) =>
    act(event, 'removed', async (form) => {
      const at = recordingIn(event, form);
      await removeRecording(event.locals.ctx, at);
      return { spoken: at.language, row: at.slot };
    })
};

const recordingIn = (event: RequestEvent, form: FormData) => ({
  address: event.params.document,
  language: textField(form, 'spoken'),
  slot: textField(form, 'slot')
});

/** Does it, then shows the page again at the row that was changed. */
async function act(
  event: RequestEvent,
  done: string,
  work: (form: FormData) => Promise<{ readonly spoken: string; readonly row: string }>
) {
  let next: { readonly spoken: string; readonly row: string };
  try {
    next = await work(await formOf(event.request));
  } catch (fault) {
    return formProblem(event, fault, {});
  }
  const query = new URLSearchParams({ spoken: next.spoken, done });
  const row = next.row === '' ? '' : `#${encodeURIComponent(next.row)}`;
  redirect(303, `/admin/questionnaires/${encodeURIComponent(event.params.document)}/audio?${query}${row}`);
}
