import { formOf } from '$lib/server/http/document-form';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { IMPORT_SOURCES } from '$lib/server/imports/sources';
import { chooseColumns } from '$lib/server/services/imports/import-staging';
import { applyImport, previewImport, undoImport } from '$lib/server/services/imports/imports';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RouteParams } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { url, params, locals } = event;
    const after = Number(url.searchParams.get('after')) || 0;
    const preview = await previewImport(locals.ctx, params.import, { fate: url.searchParams.get('fate') ?? '', after });
    const { page, isPersonal = false } = IMPORT_SOURCES[preview.batch.kind];
    return {
      ...preview,
      match: { ...preview.match, at: [...preview.match.at], whole: [...preview.match.whole] },
      specs: preview.specs.map(({ names, question: _, ...spec }) => ({ ...spec, name: names[0] ?? spec.key })),
      isPersonal,
      fate: url.searchParams.get('fate'),
      isFirst: after === 0,
      page: page(preview.batch.input)
    };
  });

export const actions: Actions = {
  choose: (event) =>
    act(event, async (form) => {
      const file = form.get('file');
      const bytes = file instanceof File ? await file.bytes() : new Uint8Array();
      await chooseColumns(event.locals.ctx, event.params.import, chosenIn(form), bytes);
    }),
  apply: (event) =>
    act(event, (form) => {
      const said = { mark: textField(form, 'mark'), skipProblems: textField(form, 'skip') === '1' };
      return applyImport(event.locals.ctx, event.params.import, said);
    }),
  undo: (event) => act(event, () => undoImport(event.locals.ctx, event.params.import))
};

/** `column.<key>`, and what begins with `whole.` or `value.` as it is. */
function chosenIn(form: FormData): Record<string, string> {
  const said = [...form].flatMap(([name, value]) => {
    const isTaken = typeof value === 'string' && /^(column|whole|value)\./.test(name);
    return isTaken ? [[name.replace(/^column\./, ''), value] as const] : [];
  });
  return Object.fromEntries(said);
}

async function act(event: RequestEvent<RouteParams>, work: (form: FormData) => Promise<void>) {
  const form = await orErrorPage(event, () => formOf(event.request));
  try {
    await work(form);
  } catch (fault) {
    return formProblem(event, fault, {});
  }
  redirect(303, `/admin/imports/${encodeURIComponent(event.params.import)}`);
}
