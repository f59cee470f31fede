import { orErrorPage } from '$lib/server/http/problem-reply';
import { previewForm } from '$lib/server/services/questionnaires/questionnaire-preview';
import type { PageServerLoad } from './$types';

export const csr = false;

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { searchParams } = event.url;
    const asked = {
      booklet: searchParams.get('booklet'),
      forWhom: searchParams.get('for'),
      language: searchParams.get('lang')
    };
    return { view: await previewForm(event.locals.ctx, event.params.document, asked) };
  });
