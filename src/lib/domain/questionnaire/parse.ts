import * as v from 'valibot';
import { faultLines, faultsOfIssues, type DocumentFault, type FaultRule } from '../document/fault.ts';
import { faultsOfBooklets } from './booklets.ts';
import type { Questionnaire } from './document.ts';

const NO_VIETNAMESE = 'text without Vietnamese (vi)';
const SCALE_ORDER = 'scale values are 1 … 5 in order';
const RULES: Readonly<Record<string, FaultRule>> = {
  [NO_VIETNAMESE]: 'no_vietnamese',
  [SCALE_ORDER]: 'scale_order'
};

const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,40}$/));
const text = v.pipe(
  v.record(v.pipe(v.string(), v.regex(/^[a-z]{2,3}$/)), v.pipe(v.string(), v.minLength(1), v.maxLength(1000))),
  v.check((words) => 'vi' in words, NO_VIETNAMESE)
);
const choice = { id, text };
const choices = v.pipe(v.array(v.strictObject(choice)), v.minLength(1));
const question = { id, text, options: choices };
const ids = v.array(id);

const item = v.strictObject({
  ...choice,
  respondentTypes: v.pipe(ids, v.minLength(1)),
  askWhen: v.strictObject({ filingMode: v.optional(ids), stage: v.optional(ids), form: v.optional(ids) }),
  accountable: id
});

const document = v.strictObject({
  schema: v.literal('hailong-questionnaire/1'),
  id,
  version: v.string(),
  source: v.string(),
  languages: v.pipe(ids, v.includes('vi')),
  title: text,
  stem: text,
  scale: v.strictObject({
    id,
    options: v.pipe(
      v.array(v.strictObject({ value: v.pipe(v.number(), v.integer()), text })),
      v.length(5),
      v.check((options) => options.every((option, i) => option.value === i + 1), SCALE_ORDER)
    ),
    satisfied: v.pipe(v.array(v.pipe(v.number(), v.integer())), v.minLength(1)),
    missing: v.pipe(v.array(v.strictObject(choice)), v.length(2))
  }),
  respondentTypes: v.pipe(v.array(v.strictObject({ ...choice, invitedOnly: v.boolean() })), v.minLength(1)),
  filingModes: ids,
  stages: ids,
  areas: v.pipe(
    v.array(
      v.strictObject({
        id,
        code: id,
        title: text,
        short: text,
        reasons: ids,
        items: v.pipe(v.array(item), v.minLength(1), v.maxLength(10, 'an area has at most 10 items'))
      })
    ),
    v.minLength(1)
  ),
  booklets: v.record(v.pipe(v.string(), v.regex(/^[a-z_]+\/[a-z_]+$/)), v.pipe(v.array(ids), v.minLength(1))),
  keyItem: v.strictObject({ ...choice, respondentTypes: ids, reasons: ids }),
  forWhom: v.strictObject({
    ...question,
    options: v.array(v.strictObject({ ...choice, respondentType: id, agent: v.boolean() }))
  }),
  stage: v.strictObject(question),
  whoFilled: v.strictObject(question),
  reasons: choices,
  praise: v.strictObject({ text, options: choices }),
  comment: v.strictObject({ id, text, maxLength: v.pipe(v.number(), v.integer(), v.maxValue(2000)) }),
  consent: v.strictObject({ text, button: text, more: text }),
  safety: text,
  profile: v.array(v.strictObject({ ...question, respondentTypes: ids, sensitive: v.boolean(), enabled: v.boolean() }))
});

export type ParsedQuestionnaire =
  | { readonly ok: true; readonly questionnaire: Questionnaire }
  | { readonly ok: false; readonly faults: readonly DocumentFault[]; readonly problems: readonly string[] };

/** Parses an unknown value into a questionnaire, deeply frozen; else all its faults, each with its path. */
export function parseQuestionnaire(value: unknown): ParsedQuestionnaire {
  const parsed = v.safeParse(document, value);
  if (!parsed.success) return refused(faultsOfIssues(parsed.issues, RULES));
  const faults = [...faultsOfReferences(parsed.output), ...faultsOfBooklets(parsed.output)];
  return faults.length > 0 ? refused(faults) : { ok: true, questionnaire: deepFreeze(parsed.output) };
}

function refused(faults: readonly DocumentFault[]): ParsedQuestionnaire {
  return { ok: false, faults, problems: faultLines(faults) };
}

function faultsOfReferences(q: Questionnaire): readonly DocumentFault[] {
  const faults: DocumentFault[] = [];
  const known = (list: readonly string[], allowed: ReadonlySet<string>, at: string) => {
    for (const name of list)
      if (!allowed.has(name)) faults.push({ at, rule: 'unknown_name', detail: `unknown ${name}` });
  };
  const types = new Set(q.respondentTypes.map((type) => type.id));
  const reasons = new Set(q.reasons.map((reason) => reason.id));
  const modes = new Set(q.filingModes);
  const stages = new Set(q.stages);
  const seen = new Set<string>([q.keyItem.id]);
  for (const area of q.areas) {
    known(area.reasons, reasons, `areas.${area.id}.reasons`);
    for (const item of area.items) {
      if (seen.has(item.id))
        faults.push({ at: `areas.${area.id}`, rule: 'twice', detail: `item ${item.id} stands twice` });
      seen.add(item.id);
      known(item.respondentTypes, types, `${item.id}.respondentTypes`);
      known(item.askWhen.filingMode ?? [], modes, `${item.id}.askWhen.filingMode`);
      known(item.askWhen.stage ?? [], stages, `${item.id}.askWhen.stage`);
    }
  }
  known(q.keyItem.respondentTypes, types, 'keyItem.respondentTypes');
  known(q.keyItem.reasons, reasons, 'keyItem.reasons');
  known(
    q.forWhom.options.map((option) => option.respondentType),
    types,
    'forWhom'
  );
  known(
    q.stage.options.map((option) => option.id),
    stages,
    'stage'
  );
  return faults;
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
