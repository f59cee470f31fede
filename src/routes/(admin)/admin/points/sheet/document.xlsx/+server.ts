import { replying } from '$lib/server/http/problem-reply';
import { sheetIn } from '$lib/server/http/points-form';
import { xlsxReply } from '$lib/server/http/xlsx';
import { assessmentWorkbook } from '$lib/server/services/points/assessment-workbook';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => xlsxReply(await assessmentWorkbook(event.locals.ctx, sheetIn(event.url))));
