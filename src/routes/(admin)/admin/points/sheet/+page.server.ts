import { ASSESSMENT_STATUSES } from '$lib/domain/par/self-assessment';
import { can } from '$lib/server/auth/can';
import { assessmentFrom, sheetIn } from '$lib/server/http/points-form';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { assessmentPage, saveAssessment } from '$lib/server/services/points/self-assessment';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    return {
      ...(await assessmentPage(ctx, sheetIn(event.url))),
      statuses: ASSESSMENT_STATUSES,
      mayManage: can(ctx, 'round.manage', ctx.directory.root().id),
      saved: event.url.searchParams.get('saved')
    };
  });

export const actions: Actions = {
  default: async (event) => {
    const row = assessmentFrom(await event.request.formData());
    try {
      await saveAssessment(event.locals.ctx, row.assessment);
    } catch (fault) {
      return formProblem(event, fault, row.typed);
    }
    const { period, round, criterion } = row.assessment;
    const search = new URLSearchParams({ period, round, saved: criterion }).toString();
    redirect(303, `/admin/points/sheet?${search}#row-${encodeURIComponent(criterion)}`);
  }
};
