import { homeOf } from '$lib/server/auth/can';
import { pdfReply } from '$lib/server/http/pdf-reply';
import { replying } from '$lib/server/http/problem-reply';
import { guideFile } from '$lib/server/services/links/guides';
import type { RequestHandler } from './$types';

/** A sheet for the staff of a counter: `?name=counter` or `?name=script`. */
export const GET: RequestHandler = (event) =>
  replying(event, () => {
    const { ctx, language } = event.locals;
    const unit = event.url.searchParams.get('unit') ?? homeOf(ctx)?.unit ?? '';
    return pdfReply(guideFile(ctx, { unit, name: event.url.searchParams.get('name'), language }));
  });
