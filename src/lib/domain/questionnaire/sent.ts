import * as v from 'valibot';
import type { ProblemNote } from '../shared/problem.ts';
import type { SentResponse } from './validate.ts';

/** The most that any list or map of a response can hold; larger ones are refused before they are looked at. */
const LIST_MAX = 64;

const short = v.pipe(v.string(), v.maxLength(80));
const list = v.optional(v.pipe(v.array(short), v.maxLength(LIST_MAX)), []);
const map = <V extends v.GenericSchema>(value: V) =>
  v.pipe(
    v.custom<Record<string, unknown>>((input) => isPlainObject(input) && Object.keys(input).length <= LIST_MAX),
    v.transform((input) => Object.fromEntries(Object.entries(input))),
    v.record(short, value)
  );

const sentResponse = v.strictObject({
  id: v.string(),
  link: short,
  code: v.optional(v.nullable(short), null),
  questionnaire: short,
  booklet: short,
  respondentType: short,
  filingMode: short,
  stage: short,
  language: short,
  answers: map(v.union([v.pipe(v.number(), v.integer()), short])),
  reasons: list,
  praise: list,
  whoFilled: v.optional(v.nullable(short), null),
  profile: v.optional(map(short), {}),
  comment: v.optional(v.pipe(v.string(), v.maxLength(4000)), ''),
  answeredAt: v.optional(v.nullable(short), null),
  durationS: v.optional(v.nullable(v.number()), null),
  device: v.optional(v.nullable(short), null),
  /** Makes the text of the response impossible to guess for whoever has its hash; it is of no response, and kept nowhere. */
  salt: v.optional(short)
});

export type ParsedResponse =
  | { readonly ok: true; readonly response: SentResponse }
  | { readonly ok: false; readonly id: string | null; readonly problems: readonly ProblemNote[] };

/** Parses an unknown value into a response of the right shape; unknown keys are refused, so that nothing is dropped silently. */
export function parseSentResponse(value: unknown): ParsedResponse {
  const parsed = v.safeParse(sentResponse, value);
  if (parsed.success && !hidesKeys(value)) {
    const { salt: _, ...response } = parsed.output;
    const comment = response.comment.normalize('NFC').trim();
    return { ok: true, response: { ...response, id: response.id.toLowerCase(), comment } };
  }
  const id = isPlainObject(value) && typeof value['id'] === 'string' ? value['id'].slice(0, 80) : null;
  const seen = new Set((parsed.issues ?? []).map((issue) => (v.getDotPath(issue) ?? '').slice(0, 80)));
  return {
    ok: false,
    id,
    problems: [...(seen.size > 0 ? seen : ['__proto__'])].slice(0, 20).map((at) => ({ code: 'response.shape', at }))
  };
}

/** Own keys that the parser would pass over in silence, and that poison objects built with care less than ours. */
function hidesKeys(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const hidden = ['__proto__', 'constructor', 'prototype'].some((key) => Object.hasOwn(value, key));
  return hidden || Object.values(value).some(hidesKeys);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
