/** A posted form as texts by field name, several where several boxes of a name were ticked. */
export type SurveyFields = ReadonlyMap<string, readonly string[]>;

export const NO_FIELDS: SurveyFields = new Map();

/**
 * Fields of the page itself; all others are named by the questionnaire: `P.for`, `A2.3`, `OV.1`, `OT.1`.
 * `switchTo` and `hear` are the buttons of a written and of a spoken language: a post with one of them keeps the
 * answers and sends nothing.
 */
export const FIELD = {
  form: 'form',
  questionnaire: 'questionnaire',
  stage: 'stage',
  language: 'language',
  switchTo: 'to',
  /** The spoken language in which the page is heard; empty for none. */
  audio: 'audio',
  hear: 'hear',
  praise: 'praise',
  /** The one-time code, and the invited respondent type that it is for. */
  code: 'code',
  invitedAs: 'as'
} as const;

/** The field of the reasons under an item's answer, e.g. `A2.3.why`. */
export function reasonsField(item: string): string {
  return `${item}.why`;
}

export const firstOf = (fields: SurveyFields, name: string): string => fields.get(name)?.[0] ?? '';

/** The texts of a form; files are no answers. A body that is no form has no fields: it is refused as empty, not with a 500. */
export async function readSurveyFields(request: Request): Promise<SurveyFields> {
  const fields = new Map<string, string[]>();
  const form = await request.formData().catch(() => new FormData());
  for (const [name, value] of form) {
    if (typeof value !== 'string') continue;
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}
