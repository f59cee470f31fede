import * as v from 'valibot';

const answers = v.record(v.string(), v.union([v.number(), v.string()]));

/** The answers of a stored response, from their JSON column. */
export function parseAnswers(json: string): Record<string, number | string> {
  return v.parse(answers, JSON.parse(json));
}
