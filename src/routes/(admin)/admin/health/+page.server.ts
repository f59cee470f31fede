import { orErrorPage } from '$lib/server/http/problem-reply';
import { startBackup } from '$lib/server/services/store/backups';
import { healthView } from '$lib/server/services/store/health';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => orErrorPage(event, () => healthView(event.locals.ctx));

export const actions: Actions = {
  backup: async (event) => {
    await orErrorPage(event, () => startBackup(event.locals.ctx));
    redirect(303, '/admin/health');
  }
};
