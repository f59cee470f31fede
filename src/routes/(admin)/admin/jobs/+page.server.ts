import { orErrorPage } from '$lib/server/http/problem-reply';
import { cancelJob, listJobs } from '$lib/server/services/jobs';
import { jobTitles } from '$lib/server/services/job-titles';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => ({ jobs: jobTitles(event.locals.ctx, await listJobs(event.locals.ctx)) }));

export const actions: Actions = {
  cancel: async (event) => {
    const job = (await event.request.formData()).get('job');
    await orErrorPage(event, () => cancelJob(event.locals.ctx, typeof job === 'string' ? job.slice(0, 100) : ''));
    redirect(303, '/admin/jobs');
  }
};
