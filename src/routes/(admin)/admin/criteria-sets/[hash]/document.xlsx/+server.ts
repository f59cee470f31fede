import { replying } from '$lib/server/http/problem-reply';
import { xlsxReply } from '$lib/server/http/xlsx';
import { criteriaWorkbook } from '$lib/server/services/questionnaires/criteria-workbook';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => xlsxReply(await criteriaWorkbook(event.locals.ctx, event.params.hash)));
