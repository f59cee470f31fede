import type { CriteriaSet } from '$lib/domain/par/criteria-set';
import { can } from '$lib/server/auth/can';
import { documentIn, formOf, workbookIn } from '$lib/server/http/document-form';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { areaTitles } from '$lib/server/services/questionnaires/criteria-areas';
import {
  checkCriteriaSet,
  importCriteriaSet,
  listCriteriaSets
} from '$lib/server/services/questionnaires/criteria-sets';
import { checkCriteriaWorkbook } from '$lib/server/services/questionnaires/criteria-workbook';
import { sampleCriteriaSet } from '$lib/server/services/questionnaires/sample-documents';
import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const q = (event.url.searchParams.get('q') ?? '').slice(0, 100);
    const list = await listCriteriaSets(ctx, { q, after: event.url.searchParams.get('after') });
    return { q, ...list, mayManage: can(ctx, 'questionnaire.manage', ctx.directory.root().id) };
  });

export const actions: Actions = {
  sample: (event) => orErrorPage(event, () => shown(event, sampleCriteriaSet(event.locals.ctx))),
  check: async (event) => {
    try {
      const { ctx } = event.locals;
      const form = await formOf(event.request);
      const workbook = await workbookIn(form, 'file');
      const checked = workbook
        ? await checkCriteriaWorkbook(ctx, workbook)
        : checkCriteriaSet(ctx, await documentIn(form, 'file'));
      if (!checked.ok) return fail(400, { faults: checked.faults });
      return await shown(event, checked.criteriaSet);
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

/** What is looked at before it is published, with the document that the page sends back then. */
async function shown({ locals }: RequestEvent, checked: CriteriaSet) {
  return { checked, areas: await areaTitles(locals.ctx, checked, null), document: JSON.stringify(checked) };
}
