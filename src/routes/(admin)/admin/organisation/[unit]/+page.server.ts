import { textField, wholeField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { addCounter } from '$lib/server/services/organisation/counter-editing';
import { addUnit, correctUnit } from '$lib/server/services/organisation/unit-editing';
import { unitPage } from '$lib/server/services/estimate/unit-page';
import { removeUnit, unitHolders } from '$lib/server/services/organisation/unit-removal';
import { localDay } from '$lib/domain/shared/time';
import { problem } from '$lib/domain/shared/problem';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const page = unitPage(ctx, event.params.unit);
    return {
      ...page,
      holders: page.mayManage ? await unitHolders(ctx, event.params.unit) : null,
      today: localDay(ctx.now()),
      done: event.url.searchParams.get('done')
    };
  });

const typedIn = (form: FormData) => ({
  code: textField(form, 'code'),
  name: textField(form, 'name'),
  type: textField(form, 'type')
});

export const actions: Actions = {
  correct: (event) =>
    act(event, 'corrected', (form) =>
      correctUnit(event.locals.ctx, event.params.unit, wholeField(form, 'revision'), typedIn(form))
    ),
  add: (event) =>
    act(event, 'added', (form) => {
      const typed = { ...typedIn(form), from: textField(form, 'from'), counters: textField(form, 'counters') };
      return addUnit(event.locals.ctx, event.params.unit, typed);
    }),
  addCounter: (event) =>
    act(event, 'counterAdded', (form) =>
      addCounter(event.locals.ctx, event.params.unit, textField(form, 'counterName'))
    ),
  remove: async (event) => {
    const form = await event.request.formData();
    let parent: string;
    try {
      if (textField(form, 'sure') !== '1') throw problem('request.malformed');
      parent = await removeUnit(event.locals.ctx, event.params.unit, wholeField(form, 'revision'));
    } catch (fault) {
      return formProblem(event, fault, { form: 'removed' });
    }
    redirect(303, `/admin/organisation/${encodeURIComponent(parent)}?done=removed`);
  }
};

/** Does it, then shows the unit again with what was done; or with why not, and what was typed. */
async function act(event: RequestEvent, done: string, work: (form: FormData) => Promise<unknown>) {
  const form = await event.request.formData();
  try {
    await work(form);
  } catch (fault) {
    const fields = ['code', 'name', 'type', 'from', 'counters', 'counterName'] as const;
    const typed = Object.fromEntries(fields.map((name) => [name, textField(form, name)]));
    return formProblem(event, fault, { ...typed, form: done });
  }
  redirect(303, `/admin/organisation/${encodeURIComponent(event.params.unit)}?done=${done}`);
}
