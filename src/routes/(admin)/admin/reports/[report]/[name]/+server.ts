import { fileReply } from '$lib/server/http/file-reply';
import { replying } from '$lib/server/http/problem-reply';
import { reportFile } from '$lib/server/services/reports/report-list';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => fileReply(await reportFile(event.locals.ctx, event.params.report, event.params.name)));
