import { can } from '$lib/server/auth/can';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { createPeriod, listPeriods } from '$lib/server/services/rounds/report-periods';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    return { periods: await listPeriods(ctx), mayManage: can(ctx, 'round.manage', ctx.directory.root().id) };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => textField(form, name).slice(0, 200);
    const typed = { name: text('name'), from: text('from'), to: text('to'), due: text('due') };
    let id: string;
    try {
      id = await createPeriod(event.locals.ctx, typed);
    } catch (fault) {
      return formProblem(event, fault, typed);
    }
    redirect(303, `/admin/periods/${id}`);
  }
};
