import { replying } from '$lib/server/http/problem-reply';
import { fileReply } from '$lib/server/http/file-reply';
import { jobFile, takeJobFile } from '$lib/server/services/jobs/jobs';
import type { RequestHandler } from './$types';

/** A file that a job made. */
export const GET: RequestHandler = (event) =>
  replying(event, async () => fileReply(await jobFile(event.locals.ctx, event.params.job, event.params.name)));

/** A secret file: given once, and gone. */
export const POST: RequestHandler = (event) =>
  replying(event, async () => fileReply(await takeJobFile(event.locals.ctx, event.params.job, event.params.name)));
