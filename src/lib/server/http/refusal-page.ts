import { json, type RequestEvent } from '@sveltejs/kit';
import template from '../../../error.html?raw';

/** The plain page of a refusal in a hook, before any route runs: text, status and the language of the reader. */
export function refusalPage(
  event: Pick<RequestEvent, 'isDataRequest' | 'locals' | 'url'>,
  of: { status: number; text: string }
): Response {
  const { status, text } = of;
  if (event.isDataRequest) return json({ message: text }, { status });
  const home = event.url.pathname.startsWith('/admin') ? '/admin' : '/';
  const page = template
    .replace('lang="vi"', `lang="${event.locals.language}"`)
    .replace('href="/">Hài lòng<', () => `href="${home}">${escaped(event.locals.t('auth:error.back'))}<`)
    .replaceAll('%sveltekit.status%', String(status))
    .replaceAll('%sveltekit.error.message%', () => escaped(text));
  return new Response(page, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

/** A redirect in a hook, in the form that Kit's client reads when it asked for data. */
export function redirectReply(event: Pick<RequestEvent, 'isDataRequest'>, location: string): Response {
  if (event.isDataRequest) return json({ type: 'redirect', location });
  return new Response(null, { status: 303, headers: { location } });
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
