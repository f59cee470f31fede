import { translator } from '$lib/i18n';
import { replyingOf } from '$lib/server/http/results-version';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replyingOf(event, ({ publication, on, supersededBy }) => {
    const { version, hash, document } = publication;
    const notice = { vi: translator('vi')('results:notOfficial'), en: translator('en')('results:notOfficial') };
    return Response.json({ notice, version, publishedOn: on, supersededBy, hash, results: document });
  });
