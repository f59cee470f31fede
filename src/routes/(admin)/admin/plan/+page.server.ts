import { can } from '$lib/server/auth/can';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { addTask } from '$lib/server/services/plan/plan-changes';
import { planChoices } from '$lib/server/services/plan/plan-choices';
import { listTasks } from '$lib/server/services/plan/plan-tasks';
import { redirect } from '@sveltejs/kit';
import { filterOf, taskFrom, taskOfForm } from './plan-form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const { searchParams } = event.url;
    const filter = filterOf(searchParams);
    return {
      plan: await listTasks(ctx, filter),
      filter,
      choices: planChoices(ctx),
      mayManage: can(ctx, 'plan.manage', ctx.directory.root().id),
      // Another page may bring a task with it: `new.title` and so on.
      brought: taskFrom((name) => (searchParams.get(`new.${name}`) ?? '').slice(0, 500)),
      isAdded: searchParams.has('added')
    };
  });

export const actions: Actions = {
  add: async (event) => {
    const sent = taskOfForm(await event.request.formData());
    try {
      await addTask(event.locals.ctx, sent);
    } catch (fault) {
      return formProblem(event, fault, { ...sent });
    }
    redirect(303, '/admin/plan?added');
  }
};
