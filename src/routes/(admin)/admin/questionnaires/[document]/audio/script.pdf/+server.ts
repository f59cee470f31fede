import { pdfReply } from '$lib/server/http/pdf-reply';
import { replying } from '$lib/server/http/problem-reply';
import { recordingScript } from '$lib/server/services/questionnaires/recording-script';
import type { RequestHandler } from './$types';

/** The recording script of a spoken language, `?spoken=tyz`, to be printed. */
export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, language } = event.locals;
    const spoken = event.url.searchParams.get('spoken') ?? '';
    return pdfReply(await recordingScript(ctx, { address: event.params.document, spoken, language }));
  });
