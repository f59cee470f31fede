import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { typedForm } from '$lib/server/http/paper-form-fields';
import { paperBatch } from '$lib/server/services/paper/paper-batches';
import { batchProgress, enterForm } from '$lib/server/services/paper/paper-entry';
import { paperFormView } from '$lib/server/services/paper/paper-page';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const batch = await paperBatch(ctx, event.params.batch);
    const { id, name, booklet } = batch;
    return { batch: { id, name, booklet }, form: paperFormView(ctx, batch), progress: await batchProgress(ctx, id) };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = typedForm(await event.request.formData());
    try {
      const status = await enterForm(event.locals.ctx, event.params.batch, form);
      return { status, serial: form.serial, respondentType: form.respondentType, whoFilled: form.whoFilled };
    } catch (fault) {
      const { serial, respondentType, whoFilled, comment, keys } = form;
      return formProblem(event, fault, { serial, respondentType, whoFilled, comment, keys: JSON.stringify(keys) });
    }
  }
};
