import { WEEKDAYS } from '$lib/domain/organisation/opening-hours';
import type { Context } from '$lib/server/context';
import { textField, wholeField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { endCounter, saveCounter, saveOpening } from '$lib/server/services/organisation/counter-editing';
import { counterPage } from '$lib/server/services/estimate/unit-page';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, () => counterPage(event.locals.ctx, event.params.unit, event.params.counter));

const openingIn = (form: FormData) => ({
  hours: WEEKDAYS.map((day) => textField(form, `hours-${day}`)),
  closedDays: textField(form, 'closedDays')
});

export const actions: Actions = {
  save: (event) =>
    act(event, 'counterSaved', (ctx, { id, revision, form }) =>
      saveCounter(ctx, id, revision, {
        ...openingIn(form),
        name: textField(form, 'name'),
        position: textField(form, 'position'),
        serviceFields: textField(form, 'serviceFields')
      })
    ),
  opening: (event) =>
    act(event, 'counterSaved', (ctx, { id, revision, form }) => saveOpening(ctx, id, revision, openingIn(form))),
  end: (event) => act(event, 'counterEnded', (ctx, { id, revision }) => endCounter(ctx, id, revision))
};

type Work = (ctx: Context, of: { id: string; revision: number; form: FormData }) => Promise<unknown>;

async function act(event: RequestEvent, done: string, work: Work) {
  const { ctx } = event.locals;
  const { unit, counter: id } = event.params;
  const form = await event.request.formData();
  try {
    counterPage(ctx, unit, id); // the counter of another unit is not found here
    await work(ctx, { id, revision: wholeField(form, 'revision'), form });
  } catch (fault) {
    const fields = ['name', 'position', 'serviceFields', 'closedDays', ...WEEKDAYS.map((day) => `hours-${day}`)];
    return formProblem(event, fault, Object.fromEntries(fields.map((name) => [name, textField(form, name)])));
  }
  redirect(303, `/admin/organisation/${encodeURIComponent(unit)}?done=${done}`);
}
