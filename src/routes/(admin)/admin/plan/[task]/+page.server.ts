import { can } from '$lib/server/auth/can';
import type { Context } from '$lib/server/context';
import { textField, wholeField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { quarterOf } from '$lib/domain/plan/task-state';
import { localDay } from '$lib/domain/shared/time';
import { changeTask, removeTask, setDone, tellProgress } from '$lib/server/services/plan/plan-changes';
import { planChoices } from '$lib/server/services/plan/plan-choices';
import { readTask } from '$lib/server/services/plan/plan-tasks';
import { redirect } from '@sveltejs/kit';
import { taskOfForm } from '../plan-form';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const found = await readTask(ctx, event.params.task);
    return {
      ...found,
      choices: planChoices(ctx),
      thisQuarter: quarterOf(localDay(ctx.now())),
      mayManage: can(ctx, 'plan.manage', ctx.directory.root().id),
      mayReport: can(ctx, 'plan.report', found.task.unit.id),
      done: event.url.searchParams.get('done')
    };
  });

export const actions: Actions = {
  change: (event) =>
    act(event, 'saved', (ctx, id, form) => changeTask(ctx, id, wholeField(form, 'revision'), taskOfForm(form))),
  progress: (event) =>
    act(event, 'told', (ctx, id, form) =>
      tellProgress(ctx, id, { percent: textField(form, 'percent'), note: textField(form, 'note') })
    ),
  done: (event) =>
    act(event, 'doneSaved', (ctx, id, form) =>
      setDone(ctx, id, { isDone: textField(form, 'isDone') === '1', evidence: textField(form, 'evidence') })
    ),
  remove: async (event) => {
    await orErrorPage(event, () => removeTask(event.locals.ctx, event.params.task));
    redirect(303, '/admin/plan');
  }
};

type Work = (ctx: Context, id: string, form: FormData) => Promise<void>;

/** Does it, then shows the task again with what was done; or with why not, and what was typed. */
async function act(event: RequestEvent, done: string, work: Work) {
  const form = await event.request.formData();
  try {
    await work(event.locals.ctx, event.params.task, form);
  } catch (fault) {
    const typed = { note: textField(form, 'note'), percent: textField(form, 'percent') };
    return formProblem(event, fault, { ...typed, evidence: textField(form, 'evidence') });
  }
  redirect(303, `/admin/plan/${encodeURIComponent(event.params.task)}?done=${done}`);
}
