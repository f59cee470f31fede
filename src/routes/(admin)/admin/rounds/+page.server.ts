import { can } from '$lib/server/auth/can';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { listRounds } from '$lib/server/services/rounds/round-admin';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, () => {
    const { ctx } = event.locals;
    return { rounds: listRounds(ctx), mayManage: can(ctx, 'round.manage', ctx.directory.root().id) };
  });
