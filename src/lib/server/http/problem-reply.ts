import { error, fail, json, type RequestEvent } from '@sveltejs/kit';
import { Problem, type ProblemCode } from '../../domain/shared/problem.ts';
import type { Translate } from '../../i18n/index.ts';
import { storeFault } from '../db/faults.ts';

/** HTTP status by code. What is not here is a fault of the request: 400. */
const STATUS: Partial<Record<ProblemCode, number>> = {
  'link.unknown': 404,
  'link.malformed': 404,
  'link.revoked': 410,
  'code.malformed': 404,
  'code.gone': 410,
  'code.slow_down': 429,
  'code.no_link': 409,
  'code.no_batch': 404,
  'code.type': 409,
  'round.none_open': 410,
  'round.closed': 410,
  'round.not_found': 404,
  'round.begun': 409,
  'round.edited': 409,
  'round.not_ready': 409,
  'round.not_open': 409,
  'round.not_closing': 409,
  'round.not_closed': 409,
  'round.verify_failed': 409,
  'round.moved': 409,
  'round.no_reopening': 409,
  'round.same_agency': 409,
  'person.no_agency': 409,
  'person.edited': 409,
  'unit.not_found': 404,
  'unit.edited': 409,
  'unit.ended': 409,
  'unit.in_use': 409,
  'unit.code_taken': 409,
  'counter.edited': 409,
  'counter.name_taken': 409,
  'change.shown_over': 409,
  'change.refused': 409,
  'counter.not_found': 404,
  'what_if.hidden': 403,
  'what_if.few': 409,
  'official.edited': 409,
  'assessment.edited': 409,
  'kiosk.unknown': 401,
  'kiosk.signature': 401,
  'kiosk.revoked': 403,
  'kiosk.replayed': 409,
  'kiosk.not_found': 404,
  'kiosk.code_unknown': 404,
  'kiosk.there': 409,
  'kiosk.edited': 409,
  'link.not_found': 404,
  'person.not_found': 404,
  'handover.shown_over': 409,
  'response.not_found': 404,
  'questionnaire.not_found': 404,
  'criteria_set.not_found': 404,
  'recording.not_found': 404,
  'answers.changed': 409,
  'answers.count': 409,
  'answers.not_in_round': 409,
  'job.not_found': 404,
  'request.too_large': 413,
  'request.method': 405,
  'request.content_type': 415,
  'request.origin': 403,
  'request.not_found': 404,
  'response.conflict': 409,
  'questionnaire.published_already': 409,
  'draft.changed': 409,
  'language.there': 409,
  'recording.too_large': 413,
  'recording.kind': 415,
  'store.busy': 503,
  'store.full': 503,
  'store.failed': 503,
  'store.headroom': 503,
  'access.signed_out': 401,
  'access.denied': 403,
  'access.sign_in_again': 403,
  'access.second_factor_missing': 403,
  'sign_in.failed': 401,
  'sign_in.slow_down': 429,
  'sign_in.step_over': 410,
  'sign_in.code_wrong': 401,
  'passkey.refused': 401,
  'oidc.off': 404,
  'oidc.unreachable': 503,
  'oidc.refused': 401,
  'oidc.no_person': 403,
  'invite.over': 410,
  'person.last_admin': 409,
  'session.not_found': 404,
  'setup.link_used': 410,
  'import.not_found': 404,
  'period.not_found': 404,
  'report.not_found': 404,
  'report.no_round': 409,
  'plan.not_found': 404,
  'plan.edited': 409,
  'outage.not_found': 404,
  'outage.revoked': 409,
  'results.not_public': 404,
  'results.not_found': 404,
  'results.no_unit': 404,
  'results.public': 409,
  'paper.not_found': 404,
  'paper.other_answers': 409,
  'import.over': 409,
  'import.changed': 409,
  'import.undo_stale': 409,
  'table.too_large': 413,
  'production.refused': 409,
  internal: 500
};

/** Seconds after which a client may try again, where the store is in trouble. */
const RETRY_S = 5;

type ReplyEvent = Pick<RequestEvent, 'url' | 'locals'>;
/** What the words of a problem need. */
type WordsEvent = { readonly locals: Pick<App.Locals, 't'> };

export function statusOf(code: ProblemCode): number {
  return STATUS[code] ?? 400;
}

/** The text of a problem in the request's language, from the catalog `problem`. */
export function problemText(event: WordsEvent, problem: Pick<Problem, 'code' | 'details'>): string {
  return event.locals.t(`problem:${problem.code}`, problem.details);
}

/** The reply to a problem: JSON under /api, else Kit's error page with the same status (thrown, never returned). */
export function problemResponse(event: ReplyEvent, problem: Problem): Response {
  const status = statusOf(problem.code);
  const text = problemText(event, problem);
  const headers = headersOf(problem, status);
  if (event.url.pathname.startsWith('/api/')) {
    return json({ problem: { code: problem.code, text, ...problem.details } }, { status, headers });
  }
  event.locals.replyHeaders = headers;
  error(status, errorWords(event.locals.t, problem.code, text));
}

/** The words of an error page in the reader's language: the page itself loads no catalog. */
export function errorWords(t: Translate, code: ProblemCode, text = t(`problem:${code}`)): App.Error {
  const kind = code.startsWith('access.')
    ? 'denied'
    : code === 'internal' || code.startsWith('store.')
      ? 'fault'
      : 'other';
  return {
    message: text,
    code,
    title: t(`auth:error.${kind}`),
    back: t('auth:error.back'),
    idLabel: t('auth:error.id')
  };
}

/** Runs an endpoint's work; an expected fault becomes its reply, anything else is Kit's 500. */
export async function replying(event: ReplyEvent, work: () => Promise<Response> | Response): Promise<Response> {
  try {
    return await work();
  } catch (fault) {
    return problemResponse(event, expected(fault));
  }
}

/** Runs the work of a page's load or action; an expected fault becomes its error page. */
export async function orErrorPage<T>(event: ReplyEvent, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    problemResponse(event, expected(fault));
    throw fault;
  }
}

/** The reply of an action to a problem: the form again, with what was typed (never a password) and the text. */
export function formProblem<T extends Record<string, string>>(event: ReplyEvent, fault: unknown, typed: T) {
  const problem = expected(fault);
  const status = statusOf(problem.code);
  event.locals.replyHeaders = headersOf(problem, status);
  return fail(status, { ...typed, code: problem.code, text: problemText(event, problem) });
}

/** The fault as a problem, faults of the store included; throws it again when it was not expected. */
export function expected(fault: unknown): Problem {
  const known = storeFault(fault);
  if (known instanceof Problem) return known;
  throw fault;
}

/** The headers that a problem's status asks for. */
export function headersOf(problem: Problem, status: number): Record<string, string> {
  const { seconds, allow } = problem.details;
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  if (status === 503) headers['retry-after'] = String(RETRY_S);
  if (status === 429) headers['retry-after'] = String(seconds ?? RETRY_S);
  if (status === 405 && allow !== undefined) headers['allow'] = String(allow);
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="hailong"';
  return headers;
}
