import { replying } from '$lib/server/http/problem-reply';
import { xlsxReply } from '$lib/server/http/xlsx';
import { importInput } from '$lib/server/services/imports/import-input';
import { importTemplate } from '$lib/server/services/imports/imports';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const kind = event.url.searchParams.get('kind') ?? '';
    const input = importInput(kind, (name) => event.url.searchParams.get(name) ?? '');
    return xlsxReply(await importTemplate(event.locals.ctx, kind, input));
  });
