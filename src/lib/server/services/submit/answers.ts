import * as v from 'valibot';

const answers = v.record(v.string(), v.union([v.number(), v.string()]));

/** The answers of a stored response, from their JSON column. */
export function parseAnswers(json: string): Record<string, number | string> {
  return v.parse(answers, JSON.parse(json));
}

const profile = v.record(v.string(), v.string());

/** What a stored response tells of its writer, by profile question. */
export function parseProfile(json: string): Record<string, string> {
  return v.parse(profile, JSON.parse(json));
}
