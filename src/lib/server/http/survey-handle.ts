import { createHash } from 'node:crypto';
import type { Handle, RequestEvent } from '@sveltejs/kit';
import { parseLanguage } from '../../i18n/index.ts';
import { AUDIO_STYLE, AUDIO_STYLE_ELEMENT } from '../../ui/survey/audio-style.ts';
import { SURVEY_STYLE } from '../../ui/survey/style.ts';
import type { Context } from '../context.ts';
import { readInvitation } from '../services/people/invitations.ts';
import { testUntil } from '../services/links/link-test.ts';
import { hearingOf } from '../services/questionnaires/survey-audio.ts';
import {
  bookletOfForm,
  nextFormId,
  openDoor,
  type FormDoor,
  type ShutDoor,
  type SurveyDoor
} from '../services/submit/survey-page.ts';
import { languageOf, type FormTurn } from '../services/submit/survey-view.ts';
import { spliceAt, type SplicedPage } from './gzip-splice.ts';
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

const hashOf = (style: string): string => `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
const STYLE_HASH = hashOf(SURVEY_STYLE);

/** One static policy: no script at all, only the page's own style. A nonce would make every page different. */
export const SURVEY_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src ${STYLE_HASH}; img-src 'self' data:; ` +
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

/** A page with recordings plays them, from here alone; its players have a style of their own. */
const HEARD_POLICY = (SURVEY_HEADERS['content-security-policy'] ?? '')
  .replace(STYLE_HASH, `${STYLE_HASH} ${hashOf(AUDIO_STYLE)}`)
  .replace('img-src', "media-src 'self'; img-src");

const headersFor = (html: string): Readonly<Record<string, string>> =>
  html.includes(AUDIO_STYLE_ELEMENT) ? { ...SURVEY_HEADERS, 'content-security-policy': HEARD_POLICY } : SURVEY_HEADERS;

interface KeptPage {
  readonly page: SplicedPage;
  readonly headers: Readonly<Record<string, string>>;
}

const pages = pageCache<KeptPage>(PAGES_MAX);

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
  const { ctx } = event.locals;
  const booklet = bookletOfForm(door.booklets, formId);
  const heard = heardIn(ctx, { door, items: booklet?.items ?? [], language }, event.url.searchParams.get('audio'));
  const key = [door.link.code, booklet?.id, door.stage, language, heard, testUntil(ctx, door.link)].join(' ');
  let kept = pages.find(key, door);
  if (!kept) {
    const rendered = await render();
    if (rendered.status !== 200) return rendered;
    const html = finishSurveyPage(await rendered.text());
    kept = { page: spliceAt(html, formId), headers: headersFor(html) };
    pages.keep(key, door, kept);
  }
  const { page } = kept;
  const zipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(event.request.headers.get('accept-encoding') ?? '');
  const body = zipped ? page.gzip(formId) : page.plain(formId);
  const headers = new Headers({ ...kept.headers, 'content-length': String(body.length), vary: 'Accept-Encoding' });
  if (zipped) headers.set('content-encoding', 'gzip');
  return new Response(new Uint8Array(body), { headers });
}

/** Code of the spoken language that a page comes in; empty for none, and for one that it does not come in. */
function heardIn(
  ctx: Context,
  of: { door: FormDoor; items: readonly string[]; language: string },
  asked: string | null
): string {
  if (asked === null) return '';
  const { door, items, language } = of;
  return hearingOf(ctx, { questionnaire: door.round.questionnaire, items, language, asked }).chosen?.code ?? '';
}

/** A page as Svelte renders it, without the marks for a client that never comes. Text of people is escaped: it has none. */
export function finishSurveyPage(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/>\s*\n\s*</g, '><')
    .replace(/>\s{2,}</g, '> <');
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
  const html = finishSurveyPage(await response.text());
  for (const [name, value] of Object.entries(headersFor(html))) headers.set(name, value);
  return new Response(html, { status, headers });
}
