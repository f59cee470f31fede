import { problem } from '$lib/domain/shared/problem';
import { documentIn, formOf } from '$lib/server/http/document-form';
import { textField, wholeField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { changesOf, textEditsIn, type TextEdit } from '$lib/server/http/text-edits';
import { addLanguage, replaceDraft, saveTexts } from '$lib/server/services/questionnaires/questionnaire-drafts';
import { namedQuestionnaire, wordingOf } from '$lib/server/services/questionnaires/questionnaires';
import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const named = await namedQuestionnaire(event.locals.ctx, event.params.document);
    if (named.kind !== 'draft') throw problem('questionnaire.not_found');
    const { languages } = named.questionnaire;
    const asked = event.url.searchParams.get('with');
    const others = languages.filter((language) => language !== 'vi');
    return {
      named,
      findings: wordingOf(named.questionnaire),
      others,
      other: others.find((language) => language === asked) ?? others[0] ?? null,
      done: event.url.searchParams.get('done')
    };
  });

export const actions: Actions = {
  save: async (event) => {
    let edits: readonly TextEdit[] = [];
    try {
      const form = await formOf(event.request);
      edits = textEditsIn(form);
      const [version, was] = [textField(form, 'version').trim(), textField(form, 'wasVersion')];
      const edit = { texts: changesOf(edits), version: version === was ? null : version };
      if (edits.length > 0 || edit.version !== null) await saveTexts(event.locals.ctx, at(event, form), edit);
    } catch (fault) {
      const reply = formProblem(event, fault, {});
      return fail(reply.status, { ...reply.data, edits });
    }
    return done(event, 'saved');
  },
  language: async (event) => {
    let code: string;
    try {
      const form = await formOf(event.request);
      code = textField(form, 'code').trim();
      await addLanguage(event.locals.ctx, at(event, form), code);
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    return done(event, 'language', code);
  },
  replace: async (event) => {
    try {
      const form = await formOf(event.request);
      const imported = await replaceDraft(event.locals.ctx, at(event, form), await documentIn(form, 'file'));
      if (!imported.ok) return fail(400, { faults: imported.faults });
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    return done(event, 'replaced');
  }
};

const at = (event: RequestEvent, form: FormData) => ({
  id: event.params.document,
  revision: wholeField(form, 'revision')
});

function done(event: RequestEvent, what: string, language = event.url.searchParams.get('with')) {
  const query = new URLSearchParams({ ...(language && { with: language }), done: what });
  redirect(303, `/admin/questionnaires/${encodeURIComponent(event.params.document)}/edit?${query}`);
}
