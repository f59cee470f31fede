import { textField } from '$lib/server/http/form-field';
import { addressedList } from '$lib/server/http/list-reading';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { findPaperBatches, PAPER_SORTS } from '$lib/server/services/paper/paper-batch-list';
import { createPaperBatch } from '$lib/server/services/paper/paper-batches';
import { paperChoices } from '$lib/server/services/paper/paper-choices';
import { localDay } from '$lib/domain/shared/time';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const query = addressedList(event.url, PAPER_SORTS);
    const list = { query, page: await findPaperBatches(ctx, query), sorts: PAPER_SORTS };
    return { list, choices: paperChoices(ctx), today: localDay(ctx.now()) };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const typed = {
      name: textField(form, 'name'),
      counter: textField(form, 'counter'),
      booklet: textField(form, 'booklet'),
      answeredOn: textField(form, 'answeredOn')
    };
    let id: string;
    try {
      id = await createPaperBatch(event.locals.ctx, typed);
    } catch (fault) {
      return formProblem(event, fault, typed);
    }
    redirect(303, `/admin/paper/${id}`);
  }
};
