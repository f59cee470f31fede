import type { RequestEvent } from '@sveltejs/kit';
import { parseLanguage, translator, type Language } from '../../i18n/index.ts';
import { problem, type ProblemNote } from '../../domain/shared/problem.ts';
import type { SubmitResult } from '../services/submit/submit-batch.ts';
import { submitResponses } from '../services/submit/submit.ts';
import { readJsonBody } from './json-body.ts';

const LIMITS = { bytesMax: 256 * 1024, depthMax: 32 };
const RESPONSES_MAX = 50;

/**
 * Takes the responses of a request and gives each its own result, in order. A fault of the envelope is thrown; a fault
 * of one response is its result, and its neighbours are stored.
 */
export async function receiveResponses({ request, locals }: Pick<RequestEvent, 'request' | 'locals'>) {
  const responses = parseEnvelope(await readJsonBody(request, LIMITS));
  const results = await submitResponses(locals.ctx, responses);
  return { results: results.map((result, i) => shown(result, languageOf(responses[i]) ?? locals.language)) };
}

/** `{"responses": […]}` and nothing else. Throws `request.malformed`, `responses.count`. */
export function parseEnvelope(body: unknown): readonly unknown[] {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (!isObject || Object.keys(body).join() !== 'responses' || !('responses' in body))
    throw problem('request.malformed');
  const { responses } = body;
  if (!Array.isArray(responses)) throw problem('request.malformed');
  if (responses.length < 1 || responses.length > RESPONSES_MAX)
    throw problem('responses.count', { max: RESPONSES_MAX });
  return responses;
}

function languageOf(response: unknown): Language | undefined {
  const named =
    typeof response === 'object' && response !== null && 'language' in response ? response.language : undefined;
  return typeof named === 'string' ? parseLanguage(named) : undefined;
}

function shown({ id, status, receipt, problems }: SubmitResult, language: Language) {
  const t = translator(language);
  const withText = ({ code, at, details }: ProblemNote) => ({
    code,
    at: at ?? null,
    text: t(`problem:${code}`, details)
  });
  const [first] = problems.map(withText);
  const summary = first ? { code: first.code, text: first.text, problems: problems.map(withText) } : null;
  return { id, status, receipt, problem: summary };
}
