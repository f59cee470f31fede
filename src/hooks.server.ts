import { randomUUID } from 'node:crypto';
import { building } from '$app/environment';
import { parseLanguage, preferredLanguage, translator } from '$lib/i18n';
import { problem } from '$lib/domain/shared/problem';
import { closeRuntime, runtime } from '$lib/server/app';
import { refusalOf } from '$lib/server/auth/authorise';
import { sessionCookie } from '$lib/server/auth/cookie';
import { isCookieless, withoutGroups } from '$lib/server/auth/route-policy';
import type { Actor, Context } from '$lib/server/context';
import { cameFromUs, mayPostSurvey } from '$lib/server/http/origin';
import { errorWords, problemResponse, replying } from '$lib/server/http/problem-reply';
import { addSecurityHeaders } from '$lib/server/http/security-headers';
import { surveyHandle } from '$lib/server/http/survey-handle';
import { actorOfSession } from '$lib/server/services/sessions';
import { actorOfToken } from '$lib/server/services/tokens';
import { redirect, type Handle, type HandleServerError, type RequestEvent, type ServerInit } from '@sveltejs/kit';
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
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%lang%', event.locals.language)
  });
  return addSecurityHeaders(response, event.url.pathname, config.publicOrigin);
};

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
  return accepted ? resolve(event) : problemResponse(event, problem('request.origin'));
};

const identify: Handle = ({ event, resolve }) =>
  replyingAround(event, resolve, async () => {
    if (event.route.id === null || isCookieless(event.route.id)) return;
    const actor = await actorOf(event, event.locals.ctx);
    if (actor) event.locals.ctx = (await runtime()).contextFor(actor);
  });

async function actorOf(event: RequestEvent, ctx: Context): Promise<Actor | null> {
  const bearer = /^Bearer (\S{1,200})$/i.exec(event.request.headers.get('authorization') ?? '')?.[1];
  if (event.url.pathname.startsWith('/api/') && bearer) return actorOfToken(ctx, bearer);
  const token = sessionCookie.read(event.cookies, ctx.config);
  return token ? actorOfSession(ctx, token) : null;
}

const authorise: Handle = ({ event, resolve }) =>
  replyingAround(event, resolve, () => {
    const isApi = event.url.pathname.startsWith('/api/');
    if (event.route.id === null) {
      if (isApi) throw problem('request.not_found');
      return; // Kit's 404 page: no load of ours runs
    }
    const refusal = refusalOf(event.locals.ctx, event, event.route.id);
    if (!refusal) return;
    if (refusal.code !== 'access.signed_out' || isApi) throw refusal;
    const next = event.request.method === 'GET' ? event.url.pathname + event.url.search : event.url.pathname;
    redirect(303, `/login?next=${encodeURIComponent(next)}`);
  });

/** Goes on after the check; a problem that the check throws is the reply. Faults after it are not caught here. */
async function replyingAround(
  event: RequestEvent,
  resolve: (event: RequestEvent) => Promise<Response> | Response,
  check: () => Promise<void> | void
): Promise<Response> {
  let passed = false;
  const reply = await replying(event, async () => {
    await check();
    passed = true;
    return new Response();
  });
  return passed ? resolve(event) : reply;
}

export const handle = sequence(securityHeaders, originCheck, identify, authorise, surveyHandle);

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
  const id = randomUUID();
  console.error(`fault ${id} ${event.request.method} ${event.route.id ?? 'no route'}`, error);
  return { ...errorWords(t, code), id };
};
