import { parseLanguage } from '$lib/i18n';
import { resultsFrame } from '$lib/server/services/results/frame';
import type { LayoutServerLoad } from './$types';

export const csr = false;

/** The address alone decides the language, so that what is kept of a page is right for everybody. */
export const load: LayoutServerLoad = async ({ locals, url, setHeaders }) => {
  const language = parseLanguage(url.searchParams.get('lang')) ?? 'vi';
  locals.language = language;
  setHeaders({ 'cache-control': 'public, max-age=60' });
  return { language, frame: await resultsFrame(locals.ctx) };
};
