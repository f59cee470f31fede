import { IMPORT_KINDS } from '$lib/domain/import/kind';
import { formOf } from '$lib/server/http/document-form';
import { textField } from '$lib/server/http/form-field';
import { addressedList } from '$lib/server/http/list-reading';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { findImports, IMPORT_SORTS } from '$lib/server/services/imports/import-batches';
import { importInput } from '$lib/server/services/imports/import-input';
import { stageImport } from '$lib/server/services/imports/import-staging';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const kind = IMPORT_KINDS.find((known) => known === event.url.searchParams.get('kind')) ?? null;
    const rounds = [...ctx.directory.drafts(), ...ctx.directory.rounds()].map(({ id, name, status }) => ({
      id,
      name,
      status
    }));
    const query = addressedList(event.url, IMPORT_SORTS);
    return {
      list: { query, page: await findImports(ctx, query), sorts: IMPORT_SORTS },
      kinds: IMPORT_KINDS,
      kind,
      rounds,
      round: event.url.searchParams.get('round')
    };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = await orErrorPage(event, () => formOf(event.request));
    const kind = textField(form, 'kind');
    const file = form.get('file');
    const of = { kind, input: importInput(kind, (name) => textField(form, name)) };
    const sent = file instanceof File ? file : new File([], '');
    let id: string;
    try {
      id = await stageImport(event.locals.ctx, { ...of, fileName: sent.name, bytes: await sent.bytes() });
    } catch (fault) {
      return formProblem(event, fault, { kind });
    }
    redirect(303, `/admin/imports/${id}`);
  }
};
