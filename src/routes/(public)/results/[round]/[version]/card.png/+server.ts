import { parseLanguage, translator } from '$lib/i18n';
import { cardPng } from '$lib/server/render/card-png';
import { shareCard } from '$lib/server/render/share-card';
import { replyingOf } from '$lib/server/http/results-version';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replyingOf(event, ({ publication }) => {
    const language = parseLanguage(event.url.searchParams.get('lang')) ?? 'vi';
    const png = cardPng(shareCard(publication.document, translator(language), language));
    return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } });
  });
