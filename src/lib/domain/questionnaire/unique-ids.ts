import type { DocumentFault } from '../document/fault.ts';
import type { Questionnaire } from './document.ts';

/** As the texts' own keys: ISO 639, small letters. */
const LANGUAGE = /^[a-z]{2,3}$/;

/**
 * Ids that stand twice in one list, and languages that are none. Asked of what is imported or published, not of
 * what was published before: a frozen document stays readable.
 */
export function faultsOfIds(q: Questionnaire): readonly DocumentFault[] {
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  const lists: Readonly<Record<string, readonly string[]>> = {
    languages: q.languages,
    filingModes: q.filingModes,
    stages: q.stages,
    areas: ids(q.areas),
    reasons: ids(q.reasons),
    respondentTypes: ids(q.respondentTypes),
    profile: ids(q.profile),
    'scale.missing': ids(q.scale.missing),
    'forWhom.options': ids(q.forWhom.options),
    'stage.options': ids(q.stage.options),
    'whoFilled.options': ids(q.whoFilled.options),
    'praise.options': ids(q.praise.options),
    ...Object.fromEntries(q.profile.map((asked) => [`profile.${asked.id}.options`, ids(asked.options)])),
    ...Object.fromEntries(q.areas.map((area) => [`areas.${area.id}.reasons`, area.reasons]))
  };
  const twice = Object.entries(lists).flatMap(([at, names]) =>
    repeated(names).map((name): DocumentFault => ({ at, rule: 'twice', detail: name }))
  );
  const languages = q.languages.filter((code) => !LANGUAGE.test(code));
  return [...twice, ...languages.map((code): DocumentFault => ({ at: 'languages', rule: 'malformed', detail: code }))];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}
