import type { JobFile } from '../services/jobs/jobs.ts';

/** A file to be saved under its name; kept by no cache. */
export function fileReply({ name, mediaType, body }: JobFile): Response {
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
      'cache-control': 'no-store'
    }
  });
}
