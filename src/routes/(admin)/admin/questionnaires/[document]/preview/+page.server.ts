import { can } from '$lib/server/auth/can';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { previewChoice } from '$lib/server/services/questionnaires/questionnaire-preview';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const { searchParams } = event.url;
    const asked = {
      booklet: searchParams.get('booklet'),
      forWhom: searchParams.get('for'),
      language: searchParams.get('in')
    };
    const choice = await previewChoice(ctx, event.params.document, asked);
    return { ...choice, mayManage: can(ctx, 'questionnaire.manage', ctx.directory.root().id) };
  });
