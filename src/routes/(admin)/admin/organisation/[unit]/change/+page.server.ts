import { changeFrom, changeKind, grantsChosen, PARTS_MAX } from '$lib/server/http/change-form';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { changeChoices, changeView } from '$lib/server/services/organisation/change-view';
import { applyChange, previewChange } from '$lib/server/services/organisation/unit-changes';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const { searchParams } = event.url;
    const { unit } = event.params;
    const kind = changeKind(searchParams.get('kind'));
    const isPlanned = kind !== null && searchParams.get('plan') === '1';
    const planned = isPlanned ? await previewChange(ctx, changeFrom(unit, kind, searchParams)) : null;
    return {
      ...changeChoices(ctx, unit),
      kind,
      parts: PARTS_MAX,
      fields: [...searchParams].filter(([name]) => !name.startsWith('/') && name !== 'lang'),
      planned: planned && { view: await changeView(ctx, planned.plan), mark: planned.mark }
    };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const kind = changeKind(textField(form, 'kind'));
    let unit = event.params.unit;
    try {
      if (kind === null) redirect(303, `/admin/organisation/${encodeURIComponent(unit)}/change`);
      const change = changeFrom(unit, kind, form);
      unit = await applyChange(event.locals.ctx, change, textField(form, 'mark'), grantsChosen(form));
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, `/admin/organisation/${encodeURIComponent(unit)}?done=changed`);
  }
};
