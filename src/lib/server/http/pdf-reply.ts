import { PassThrough, Readable } from 'node:stream';
import type { PosterFile } from '../services/links/posters.ts';

/** A PDF as it is drawn, page by page: its size does not show in memory. A broken reader ends the drawing. */
export async function pdfReply(file: PosterFile): Promise<Response> {
  const pages = new PassThrough();
  file.write(pages).catch((error: unknown) => pages.destroy(error instanceof Error ? error : new Error(String(error))));
  const body = Readable.toWeb(pages);
  return new Response(body as ReadableStream, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${file.fileName}"`,
      'cache-control': 'no-store'
    }
  });
}
