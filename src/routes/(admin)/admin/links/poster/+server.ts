import { pdfReply } from '$lib/server/http/pdf-reply';
import { replying } from '$lib/server/http/problem-reply';
import { posterFile } from '$lib/server/services/links/posters';
import type { RequestHandler } from './$types';

/** The posters of `?counter=` or of all counters of `?unit=` as a PDF, in the language of the page or `?language=`. */
export const GET: RequestHandler = (event) =>
  replying(event, () => {
    const { searchParams } = event.url;
    const asked = (name: string) => searchParams.get(name) ?? undefined;
    const [unit, counter] = [asked('unit'), asked('counter')];
    const language = asked('language') ?? 'vi';
    return pdfReply(posterFile(event.locals.ctx, { ...(unit && { unit }), ...(counter && { counter }), language }));
  });
