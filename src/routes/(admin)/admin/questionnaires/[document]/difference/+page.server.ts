import { can } from '$lib/server/auth/can';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { differenceOf } from '$lib/server/services/questionnaires/questionnaire-difference';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const difference = await differenceOf(ctx, event.params.document, event.url.searchParams.get('with'));
    return { ...difference, mayManage: can(ctx, 'questionnaire.manage', ctx.directory.root().id) };
  });
