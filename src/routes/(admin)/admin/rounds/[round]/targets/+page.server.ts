import { TARGET_METHODS } from '$lib/domain/sampling/target';
import { can } from '$lib/server/auth/can';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { roundSettingsView } from '$lib/server/services/rounds/round-admin';
import { setTargets, targetsOf } from '$lib/server/services/rounds/targets';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const { id, name, status, design } = roundSettingsView(ctx, event.params.round);
    const mayManage = can(ctx, 'round.manage', ctx.directory.root().id);
    return {
      round: { id, name, status, form: design.form },
      mayManage,
      targets: await targetsOf(ctx, id),
      methods: TARGET_METHODS
    };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const percent = (name: string) => Number(textField(form, name).replace(',', '.')) / 100;
    const method = TARGET_METHODS.find((known) => known === textField(form, 'method')) ?? 'yamane';
    const plan = { method, margin: percent('margin'), responseRate: percent('responseRate'), confidence: 0.95 };
    try {
      await setTargets(event.locals.ctx, event.params.round, plan);
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, `/admin/rounds/${encodeURIComponent(event.params.round)}/targets`);
  }
};
