import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { IMPORT_SOURCES } from '$lib/server/imports/sources';
import { applyImport, chooseColumns, previewImport, undoImport } from '$lib/server/services/imports';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RouteParams } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { url, params, locals } = event;
    const after = Number(url.searchParams.get('after')) || 0;
    const preview = await previewImport(locals.ctx, params.import, { fate: url.searchParams.get('fate') ?? '', after });
    const { columns: specs, page } = IMPORT_SOURCES[preview.batch.kind];
    return {
      ...preview,
      match: { ...preview.match, at: [...preview.match.at] },
      specs: specs.map(({ key, names, isRequired }) => ({ key, name: names[0] ?? key, isRequired })),
      fate: url.searchParams.get('fate'),
      isFirst: after === 0,
      page: page(preview.batch.input)
    };
  });

export const actions: Actions = {
  choose: (event) =>
    act(event, (form) => {
      const chosen = [...form].flatMap(([name, value]) =>
        name.startsWith('column.') && typeof value === 'string' ? [[name.slice('column.'.length), value] as const] : []
      );
      return chooseColumns(event.locals.ctx, event.params.import, Object.fromEntries(chosen));
    }),
  apply: (event) =>
    act(event, (form) => {
      const said = { mark: textField(form, 'mark'), skipProblems: textField(form, 'skip') === '1' };
      return applyImport(event.locals.ctx, event.params.import, said);
    }),
  undo: (event) => act(event, () => undoImport(event.locals.ctx, event.params.import))
};

async function act(event: RequestEvent<RouteParams>, work: (form: FormData) => Promise<void>) {
  const form = await event.request.formData();
  try {
    await work(form);
  } catch (fault) {
    return formProblem(event, fault, {});
  }
  redirect(303, `/admin/imports/${event.params.import}`);
}
