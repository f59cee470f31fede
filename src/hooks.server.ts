import { building } from '$app/environment';
import { parseLanguage, preferredLanguage, translator } from '$lib/i18n';
import { problem, type Problem } from '$lib/domain/shared/problem';
import { closeRuntime, runtime } from '$lib/server/app';
import { firstPageOf, refusalOf } from '$lib/server/auth/authorise';
import { sessionCookie } from '$lib/server/auth/cookie';
import { isCookieless, withoutGroups } from '$lib/server/auth/route-policy';
import type { Actor, Context } from '$lib/server/context';
import { formProblem } from '$lib/server/http/form-check';
import { cameFromUs, mayPostSurvey } from '$lib/server/http/origin';
import {
  errorWords,
  expected,
  headersOf,
  problemResponse,
  problemText,
  statusOf
} from '$lib/server/http/problem-reply';
import { redirectReply, refusalPage } from '$lib/server/http/refusal-page';
import { requestLog } from '$lib/server/http/request-log';
import { addSecurityHeaders, allowFrames } from '$lib/server/http/security-headers';
import { surveyHandle } from '$lib/server/http/survey-handle';
import { log } from '$lib/server/log';
import { actorOfSession } from '$lib/server/services/sign-in/sessions';
import { actorOfToken } from '$lib/server/services/sign-in/tokens';
import type { Handle, HandleServerError, RequestEvent, ServerInit } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';

/** Under this symbol the server's entry finds what to call when the last request has ended. */
const CLOSE = Symbol.for('hailong.close');

export const init: ServerInit = async () => {
  if (building) return;
  Reflect.set(globalThis, CLOSE, closeRuntime);
  await runtime();
};

const securityHeaders: Handle = async ({ event, resolve }) => {
  const { context, config } = await runtime();
  event.locals.ctx = context;
  event.locals.language =
    parseLanguage(event.url.searchParams.get('lang')) ??
    parseLanguage(event.cookies.get('hailong-language')) ??
    preferredLanguage(event.request.headers.get('accept-language'));
  event.locals.t = translator(event.locals.language);
  const resolved = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%lang%', event.locals.language)
  });
  const response = withStatus(resolved, event);
  allowFrames(response, event.locals.frameAncestors);
  return addSecurityHeaders(response, event.url.pathname, config.publicOrigin, event.locals.replyHeaders);
};

/** A page with a status of its own; the data of a page that is there keeps its 200. */
function withStatus(response: Response, { locals, isDataRequest }: RequestEvent): Response {
  if (locals.replyStatus === undefined || isDataRequest || response.status !== 200) return response;
  return new Response(response.body, { status: locals.replyStatus, headers: response.headers });
}

const originCheck: Handle = ({ event, resolve }) => {
  const { method, headers } = event.request;
  const route = event.route.id === null ? null : withoutGroups(event.route.id);
  if (method === 'GET' || method === 'HEAD' || route === '/api/v1/responses') return resolve(event);
  const from = {
    origin: headers.get('origin'),
    fetchSite: headers.get('sec-fetch-site'),
    host: headers.get('host'),
    publicOrigin: event.locals.ctx.config.publicOrigin
  };
  const accepted = route === '/s/[code]' ? mayPostSurvey(from) : cameFromUs(from);
  return accepted ? resolve(event) : refuse(event, problem('request.origin'));
};

/** No id holds a NUL, and PostgreSQL takes none in a question. */
const addressCheck: Handle = ({ event, resolve }) =>
  event.url.pathname.includes('%00') ? refuse(event, problem('request.not_found')) : resolve(event);

const formCheck: Handle = ({ event, resolve }) => {
  const wrong = formProblem(event);
  return wrong ? refuse(event, wrong) : resolve(event);
};

const identify: Handle = async ({ event, resolve }) => {
  if (event.route.id === null || isCookieless(event.route.id)) return resolve(event);
  try {
    const actor = await actorOf(event, event.locals.ctx);
    if (actor) event.locals.ctx = (await runtime()).contextFor(actor);
  } catch (fault) {
    return refuse(event, expected(fault));
  }
  return resolve(event);
};

async function actorOf(event: RequestEvent, ctx: Context): Promise<Actor | null> {
  const bearer = /^Bearer (\S{1,200})$/i.exec(event.request.headers.get('authorization') ?? '')?.[1];
  if (event.url.pathname.startsWith('/api/') && bearer) return actorOfToken(ctx, bearer);
  const token = sessionCookie.read(event.cookies, ctx.config);
  return token ? actorOfSession(ctx, token) : null;
}

const authorise: Handle = ({ event, resolve }) => {
  const { route, request, url, locals } = event;
  const isApi = url.pathname.startsWith('/api/');
  if (route.id === null) return isApi ? refuse(event, problem('request.not_found')) : resolve(event); // Kit's 404 page
  const refusal = refusalOf(locals.ctx, event, route.id);
  if (!refusal) return resolve(event);
  if (isApi) return refuse(event, refusal);
  if (refusal.code === 'access.second_factor_missing') return redirectReply(event, '/admin/account/second-factor');
  const isOverview = withoutGroups(route.id) === '/admin' && request.method === 'GET';
  if (refusal.code === 'access.denied' && isOverview && firstPageOf(locals.ctx) !== '/admin')
    return redirectReply(event, firstPageOf(locals.ctx)); // the Overview is where everybody is sent: no dead end
  if (refusal.code !== 'access.signed_out') return refuse(event, refusal);
  const next = request.method === 'GET' ? url.pathname + url.search : url.pathname;
  return redirectReply(event, `/login?next=${encodeURIComponent(next)}`);
};

/** The reply of a hook: returned and not thrown, so that it gets its headers like any other. */
function refuse(event: RequestEvent, refusal: Problem): Response {
  if (event.url.pathname.startsWith('/api/')) return problemResponse(event, refusal);
  const status = statusOf(refusal.code);
  event.locals.replyHeaders = headersOf(refusal, status);
  return refusalPage(event, { status, text: problemText(event, refusal) });
}

export const handle = sequence(
  requestLog,
  securityHeaders,
  addressCheck,
  originCheck,
  identify,
  authorise,
  formCheck,
  surveyHandle
);

/** What the reader is told of an unexpected fault is its number; the log has the rest, never a body or an answer. */
export const handleError: HandleServerError = ({ error, event, status }) => {
  const t = event.locals.t ?? translator('vi');
  const isUnexpected = status >= 500;
  const code =
    status === 404
      ? 'request.not_found'
      : status === 405
        ? 'request.method'
        : isUnexpected
          ? 'internal'
          : 'request.malformed';
  if (!isUnexpected) return errorWords(t, code);
  const id = event.locals.requestId;
  log().error({ id, method: event.request.method, route: event.route.id, err: error }, 'fault');
  return { ...errorWords(t, code), id };
};
