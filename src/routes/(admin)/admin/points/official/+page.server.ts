import { can } from '$lib/server/auth/can';
import { textField, wholeField } from '$lib/server/http/form-field';
import { officialFrom } from '$lib/server/http/points-form';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import {
  officialResults,
  removeOfficialResult,
  saveOfficialResult
} from '$lib/server/services/points/official-results';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/admin/points/official';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const results = await officialResults(ctx);
    const asked = event.url.searchParams.get('edit');
    return {
      results,
      edited: results.find(({ year, measure }) => `${year}.${measure}` === asked) ?? null,
      mayManage: can(ctx, 'round.manage', ctx.directory.root().id),
      done: event.url.searchParams.get('done')
    };
  });

export const actions: Actions = {
  save: async (event) => {
    const form = await event.request.formData();
    const { result, revision, typed } = officialFrom(form);
    try {
      await saveOfficialResult(event.locals.ctx, result, revision);
    } catch (fault) {
      return formProblem(event, fault, typed);
    }
    redirect(303, `${HERE}?done=saved`);
  },
  remove: async (event) => {
    const form = await event.request.formData();
    const of = { year: wholeField(form, 'year'), measure: textField(form, 'measure') };
    try {
      await removeOfficialResult(event.locals.ctx, { ...of, revision: wholeField(form, 'revision') });
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, `${HERE}?done=removed`);
  }
};
