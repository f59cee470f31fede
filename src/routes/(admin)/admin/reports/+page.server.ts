import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { startReport } from '$lib/server/services/reports/report-job';
import { listReports, reportsAtWork } from '$lib/server/services/reports/report-list';
import { reportPeriods } from '$lib/server/services/reports/report-period';
import { redirect } from '@sveltejs/kit';
import { scopeOf } from '../../scope';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => ({
    scope: scopeOf(event),
    periods: await reportPeriods(event.locals.ctx),
    reports: await listReports(event.locals.ctx),
    atWork: await reportsAtWork(event.locals.ctx),
    isStarted: event.url.searchParams.has('started')
  }));

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const of = {
      unit: textField(form, 'unit'),
      round: textField(form, 'round'),
      period: textField(form, 'period'),
      language: textField(form, 'language')
    };
    try {
      await startReport(event.locals.ctx, of);
    } catch (fault) {
      return formProblem(event, fault, of);
    }
    redirect(303, '/admin/reports?started');
  }
};
