import { orErrorPage } from '$lib/server/http/problem-reply';
import { JOB_KINDS } from '$lib/domain/job/job';
import { jobPage } from '$lib/server/services/jobs/job-list';
import { cancelJob } from '$lib/server/services/jobs/jobs';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { searchParams } = event.url;
    const asked = { kind: searchParams.get('kind') ?? '', after: searchParams.get('after') };
    return { ...(await jobPage(event.locals.ctx, asked)), kinds: JOB_KINDS, isFirst: !asked.after };
  });

export const actions: Actions = {
  cancel: async (event) => {
    const job = (await event.request.formData()).get('job');
    await orErrorPage(event, () => cancelJob(event.locals.ctx, typeof job === 'string' ? job.slice(0, 100) : ''));
    redirect(303, '/admin/jobs');
  }
};
