import { can } from '$lib/server/auth/can';
import { textField } from '$lib/server/http/form-field';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { DUTY_KINDS, periodView, setDuty } from '$lib/server/services/rounds/report-periods';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const mayManage = can(ctx, 'round.manage', ctx.directory.root().id);
    return { ...(await periodView(ctx, event.params.period)), kinds: DUTY_KINDS, mayManage };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const { period } = event.params;
    const duty = { period, unit: textField(form, 'unit'), kind: textField(form, 'kind') };
    await orErrorPage(event, () => setDuty(event.locals.ctx, { ...duty, isDone: textField(form, 'done') === '1' }));
    redirect(303, `/admin/periods/${encodeURIComponent(period)}`);
  }
};
