import { replying } from '$lib/server/http/problem-reply';
import { xlsxReply } from '$lib/server/http/xlsx';
import { planWorkbook } from '$lib/server/services/plan/plan-workbook';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => xlsxReply(await planWorkbook(event.locals.ctx, event.locals.t)));
