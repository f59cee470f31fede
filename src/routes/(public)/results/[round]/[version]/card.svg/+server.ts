import { parseLanguage, translator } from '$lib/i18n';
import { shareCard } from '$lib/server/render/share-card';
import { replyingOf } from '$lib/server/http/results-version';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replyingOf(event, ({ publication }) => {
    const language = parseLanguage(event.url.searchParams.get('lang')) ?? 'vi';
    const svg = shareCard(publication.document, translator(language), language);
    return new Response(svg, {
      headers: {
        'content-type': 'image/svg+xml',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'"
      }
    });
  });
