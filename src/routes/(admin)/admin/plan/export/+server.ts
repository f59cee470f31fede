import { formatFor } from '$lib/i18n/format';
import { replying } from '$lib/server/http/problem-reply';
import { xlsxReply } from '$lib/server/http/xlsx';
import { planWorkbook } from '$lib/server/services/plan/plan-workbook';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, t, language } = event.locals;
    return xlsxReply(await planWorkbook(ctx, { t, format: formatFor(language) }));
  });
