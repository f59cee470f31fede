import { textField } from '$lib/server/http/form-field';
import { addressedList } from '$lib/server/http/list-reading';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { refusedText } from '$lib/server/http/refused-address';
import { CODE_FORMATS, CODES_MAX, startCodeBatch } from '$lib/server/services/codes/code-batches';
import { CODE_BATCH_SORTS, findCodeBatches, revokeCodeBatch } from '$lib/server/services/codes/code-batch-list';
import { redirect } from '@sveltejs/kit';
import { unitOptions } from '../../unit-options';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const query = addressedList(event.url, CODE_BATCH_SORTS);
    const list = { query, page: await findCodeBatches(ctx, query), sorts: CODE_BATCH_SORTS };
    const isRevoked = event.url.searchParams.get('done') === 'revoked';
    const choices = { units: unitOptions(ctx), formats: CODE_FORMATS, most: CODES_MAX };
    return { list, ...choices, isRevoked, refused: refusedText(event) };
  });

export const actions: Actions = {
  make: async (event) => {
    const form = await event.request.formData();
    const typed = {
      unit: textField(form, 'unit'),
      evidence: textField(form, 'evidence'),
      format: textField(form, 'format'),
      perLink: textField(form, 'perLink')
    };
    try {
      await startCodeBatch(event.locals.ctx, { ...typed, perLink: Number(typed.perLink) });
    } catch (fault) {
      return formProblem(event, fault, typed);
    }
    redirect(303, '/admin/jobs');
  },
  revoke: async (event) => {
    const form = await event.request.formData();
    await orErrorPage(event, () => revokeCodeBatch(event.locals.ctx, textField(form, 'batch')));
    redirect(303, '/admin/codes?done=revoked');
  }
};
