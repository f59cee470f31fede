import { can } from '$lib/server/auth/can';
import { documentIn, formOf } from '$lib/server/http/document-form';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { checkCriteriaSet, importCriteriaSet, listCriteriaSets } from '$lib/server/services/criteria-sets';
import { sampleCriteriaSet } from '$lib/server/services/sample-documents';
import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const q = (event.url.searchParams.get('q') ?? '').slice(0, 100);
    const list = await listCriteriaSets(ctx, { q, after: event.url.searchParams.get('after') });
    return { q, ...list, mayManage: can(ctx, 'questionnaire.manage', ctx.directory.root().id) };
  });

export const actions: Actions = {
  sample: (event) =>
    orErrorPage(event, () => {
      const criteriaSet = sampleCriteriaSet(event.locals.ctx);
      return { checked: criteriaSet, document: JSON.stringify(criteriaSet) };
    }),
  check: async (event) => {
    try {
      const checked = checkCriteriaSet(event.locals.ctx, await documentIn(await formOf(event.request), 'file'));
      if (!checked.ok) return fail(400, { faults: checked.faults });
      return { checked: checked.criteriaSet, document: JSON.stringify(checked.criteriaSet) };
    } catch (fault) {
      return formProblem(event, fault, {});
    }
  },
  publish: async (event) => {
    let hash: string;
    try {
      const form = await formOf(event.request);
      const published = await importCriteriaSet(event.locals.ctx, await documentIn(form, 'document'));
      if (!published.ok) return fail(400, { faults: published.faults });
      hash = published.hash;
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, `/admin/criteria-sets/${hash}?done=published`);
  }
};
