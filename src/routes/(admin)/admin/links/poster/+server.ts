import { PassThrough, Readable } from 'node:stream';
import { replying } from '$lib/server/http/problem-reply';
import { posterFile } from '$lib/server/services/posters';
import type { RequestHandler } from './$types';

/** The posters of `?counter=` or of all counters of `?unit=` as a PDF, in the language of the page or `?language=`. */
export const GET: RequestHandler = (event) =>
  replying(event, () => {
    const { searchParams } = event.url;
    const asked = (name: string) => searchParams.get(name) ?? undefined;
    const [unit, counter] = [asked('unit'), asked('counter')];
    const language = asked('language') ?? 'vi';
    const file = posterFile(event.locals.ctx, { ...(unit && { unit }), ...(counter && { counter }), language });
    const pdf = new PassThrough();
    file.write(pdf).catch((error: unknown) => pdf.destroy(error instanceof Error ? error : new Error(String(error))));
    return new Response(Readable.toWeb(pdf) as ReadableStream, {
      headers: { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${file.fileName}"` }
    });
  });
