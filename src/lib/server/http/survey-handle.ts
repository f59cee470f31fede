import { createHash } from 'node:crypto';
import type { Handle, RequestEvent } from '@sveltejs/kit';
import { parseLanguage } from '../../i18n/index.ts';
import { SURVEY_STYLE } from '../../ui/survey/style.ts';
import { readInvitation } from '../services/invitations.ts';
import { testUntil } from '../services/link-test.ts';
import {
  bookletOfForm,
  nextFormId,
  openDoor,
  type FormDoor,
  type ShutDoor,
  type SurveyDoor
} from '../services/survey-page.ts';
import { languageOf, type FormTurn } from '../services/survey-view.ts';
import { spliceAt } from './gzip-splice.ts';
import { pageCache } from './page-cache.ts';

/** What a request to a survey page is about, from the handle to the action to the load that renders it. */
export type SurveyTurn =
  | { readonly kind: 'new'; readonly formId: string }
  | ({ readonly kind: 'again' } & FormTurn)
  | { readonly kind: 'shut'; readonly why: ShutDoor['kind']; readonly language: string };

const FORM_ROUTE = '/s/[code]';
/** The page of a questionnaire that is looked at before it is asked: outside the administration's frame. */
const PREVIEW_ROUTE = '/(preview)/admin/questionnaires/[document]/preview/form';
const ROUTES: ReadonlySet<string | null> = new Set(['/', FORM_ROUTE, `${FORM_ROUTE}/thanks`, PREVIEW_ROUTE]);
const PAGES_MAX = 2_000;

/**
 * 410: the poster was taken back for good. A closed round is 200: the address is right and shows what it should show now;
 * in-app browsers put their own fault page over a 4xx, and the poster would look dead.
 */
const STATUS: Readonly<Record<SurveyDoor['kind'], number>> = {
  form: 200,
  stage: 200,
  closed: 200,
  malformed: 404,
  unknown: 404,
  revoked: 410,
  conflict: 409,
  code_malformed: 404,
  code_gone: 410,
  code_slow_down: 429
};

const STYLE_HASH = createHash('sha256').update(SURVEY_STYLE).digest('base64');

/** One static policy: no script at all, only the page's own style. A nonce would make every page different. */
export const SURVEY_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src 'self' data:; ` +
    `form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  // Not no-referrer: with it browsers post `Origin: null`.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store'
};

/** A preview sends nothing, and stands in a frame of the administration's page. */
const PREVIEW_POLICY = (SURVEY_HEADERS['content-security-policy'] ?? '')
  .replace("form-action 'self'", "form-action 'none'")
  .replace("frame-ancestors 'none'", "frame-ancestors 'self'");

const pages = pageCache(PAGES_MAX);

/**
 * Answers the respondent's pages: forms from the cache of rendered pages, everything else rendered, all with their own
 * headers. It stands last in the sequence of handles.
 */
export const surveyHandle: Handle = async ({ event, resolve }) => {
  if (!ROUTES.has(event.route.id) || event.isDataRequest) return resolve(event);
  const language = event.url.searchParams.get('lang');
  event.locals.language = parseLanguage(language) ?? 'vi';
  const render = async (): Promise<Response> =>
    resolve(event, { transformPageChunk: ({ html }) => html.replace('%lang%', event.locals.language) });
  if (event.request.method === 'POST') {
    // Kit answers `Accept: */*` with the JSON of its own enhanced forms; nothing here has a script to read it.
    const headers = new Headers(event.request.headers);
    headers.set('accept', 'text/html');
    event.request = new Request(event.request, { headers });
    return finished(await render());
  }
  if (event.route.id === PREVIEW_ROUTE) return preview(await render());
  if (event.route.id !== FORM_ROUTE) return finished(await render());

  const { ctx } = event.locals;
  const [code, search] = [event.params['code'] ?? '', event.url.searchParams];
  const invitation = await readInvitation(ctx, { link: code, code: search.get('c') });
  event.locals.invitation = invitation;
  const asked = { code, stage: search.get('stage'), invitation };
  const door = openDoor(ctx, asked);
  // A page that carries a one-time code is one person's: it is not kept.
  if (door.kind !== 'form' || invitation !== null) return finished(await render(), STATUS[door.kind]);
  const formId = nextFormId(ctx, door);
  event.locals.survey = { kind: 'new', formId };
  return formPage(event, { door, formId, language: languageOf(door.questionnaire.languages, language) }, render);
};

async function formPage(
  event: RequestEvent,
  of: { door: FormDoor; formId: string; language: string },
  render: () => Promise<Response>
): Promise<Response> {
  const { door, formId, language } = of;
  const booklet = bookletOfForm(door.booklets, formId)?.id;
  const key = [door.link.code, booklet, door.stage, language, testUntil(event.locals.ctx, door.link)].join(' ');
  let page = pages.find(key, door);
  if (!page) {
    const rendered = await render();
    if (rendered.status !== 200) return rendered;
    page = spliceAt(finishSurveyPage(await rendered.text()), formId);
    pages.keep(key, door, page);
  }
  const zipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(event.request.headers.get('accept-encoding') ?? '');
  const body = zipped ? page.gzip(formId) : page.plain(formId);
  const headers = new Headers({ ...SURVEY_HEADERS, 'content-length': String(body.length), vary: 'Accept-Encoding' });
  if (zipped) headers.set('content-encoding', 'gzip');
  return new Response(new Uint8Array(body), { headers });
}

/** A page as Svelte renders it, without the marks for a client that never comes. Text of people is escaped: it has none. */
export function finishSurveyPage(html: string): string {
  return html.replace(/<!--[\s\S]*?-->/g, '').replace(/>\s*\n\s*</g, '><');
}

/** The preview with its own policy; a refusal is a page of the administration and stays one. */
async function preview(response: Response): Promise<Response> {
  if (response.status !== 200) return response;
  const page = await finished(response);
  page.headers.set('content-security-policy', PREVIEW_POLICY);
  return page;
}

/** Kit's own headers replaced; a redirect or a page that is none is left as it is. */
async function finished(response: Response, status = response.status): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('text/html')) return response;
  const headers = new Headers(response.headers);
  for (const name of ['etag', 'link', 'content-length']) headers.delete(name);
  for (const [name, value] of Object.entries(SURVEY_HEADERS)) headers.set(name, value);
  return new Response(finishSurveyPage(await response.text()), { status, headers });
}
