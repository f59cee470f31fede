import { parseLinkCode } from '../../../domain/organisation/link-code.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import type { SentResponse } from '../../../domain/questionnaire/validate.ts';
import { isUuid4 } from '../../../domain/shared/id.ts';
import { Problem, type ProblemNote } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { LinkEntry, RoundEntry } from '../organisation/directory.ts';
import { invitationIn } from '../people/invitations.ts';
import { submitResponses } from './submit.ts';
import { FIELD, firstOf, reasonsField, type SurveyFields } from './survey-fields.ts';
import { bookletOfForm, bookletsOf } from './survey-page.ts';

export type SendOutcome =
  | { readonly kind: 'recorded'; readonly receipt: string }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly problems: readonly ProblemNote[] }
  | { readonly kind: 'unsent' };

const refused = (code: ProblemNote['code'], at: string): SendOutcome => ({ kind: 'refused', problems: [{ code, at }] });

/**
 * Sends a posted form down the one submit path. `unsent` means that the store could not take it, nothing is wrong with
 * the form; a repeat of a recorded form gets its receipt again, even when the round has closed since.
 */
export async function sendSurveyForm(ctx: Context, code: string, fields: SurveyFields): Promise<SendOutcome> {
  const parsed = parseLinkCode(code);
  if (!parsed.ok) return refused('link.malformed', 'link');
  const link = ctx.directory.link(parsed.code);
  if (!link) return refused('link.unknown', 'link');
  const round = roundOf(ctx, link, firstOf(fields, FIELD.questionnaire));
  if (!round) return refused('questionnaire.unknown', 'questionnaire');
  const sent = sentFrom(ctx.directory.questionnaire(round.questionnaire), { link, round, fields });
  if (sent.respondentType === '') return { kind: 'refused', problems: missingParts(sent) };
  try {
    const [result] = await submitResponses(ctx, [sent]);
    if (result?.receipt) return { kind: 'recorded', receipt: result.receipt };
    if (result?.status === 'conflict') return { kind: 'conflict' };
    return { kind: 'refused', problems: result?.problems ?? [] };
  } catch (error) {
    if (error instanceof Problem && error.code.startsWith('store.')) return { kind: 'unsent' };
    throw error;
  }
}

/** The round that the page was made for: an open one, else any of the unit with that questionnaire (it closed meanwhile). */
function roundOf(ctx: Context, link: LinkEntry, questionnaire: string): RoundEntry | undefined {
  const rounds = ctx.directory
    .rounds()
    .filter((round) => round.units.has(link.counter.unit) && round.questionnaire === questionnaire);
  return rounds.find((round) => round.status === 'open') ?? rounds[0];
}

function missingParts({ answers }: SentResponse): readonly ProblemNote[] {
  const forWhom: ProblemNote = { code: 'respondent_type.unknown', at: 'respondentType' };
  return Object.keys(answers).length > 0 ? [forWhom] : [forWhom, { code: 'answers.none', at: 'answers' }];
}

/**
 * The response that a form means. What the page hides when a mind is changed is left out: reasons of an answer above 3,
 * and answers to questions that do not fit for whom the papers are.
 */
function sentFrom(q: Questionnaire, of: { link: LinkEntry; round: RoundEntry; fields: SurveyFields }): SentResponse {
  const { link, round, fields } = of;
  const id = firstOf(fields, FIELD.form).toLowerCase();
  const stage = firstOf(fields, FIELD.stage);
  const filingMode = link.filingMode ?? 'in_person';
  const chosen = q.forWhom.options.find((option) => option.id === firstOf(fields, q.forWhom.id));
  const invitation = invitationIn(fields);
  const respondentType = invitation?.respondentType ?? chosen?.respondentType ?? '';
  const booklets = isUuid4(id) ? bookletsOf({ round, questionnaire: q, filingMode, invitation }, stage) : [];
  const answers = answersIn(q, fields, respondentType);
  const profile = q.profile
    .filter((asked) => asked.enabled && asked.respondentTypes.includes(respondentType))
    .flatMap((asked): [string, string][] => (firstOf(fields, asked.id) ? [[asked.id, firstOf(fields, asked.id)]] : []));
  if (chosen?.agent) profile.push([q.forWhom.id, chosen.id]);
  const low = Object.entries(answers).filter(([, value]) => typeof value === 'number' && value <= 3);
  return {
    id,
    link: link.code,
    code: invitation?.code ?? null,
    questionnaire: round.questionnaire,
    booklet: bookletOfForm(booklets, id)?.id ?? `${filingMode}/${stage}/`,
    respondentType,
    filingMode,
    stage,
    language: firstOf(fields, FIELD.language),
    answers,
    reasons: [...new Set(low.flatMap(([item]) => fields.get(reasonsField(item)) ?? []))],
    praise: [...(fields.get(FIELD.praise) ?? [])],
    whoFilled: firstOf(fields, q.whoFilled.id) || null,
    profile: Object.fromEntries(profile),
    comment: firstOf(fields, q.comment.id),
    answeredAt: null,
    durationS: null,
    device: null
  };
}

/** Answers to any item of the questionnaire: one that is not of the booklet has to be refused, not overlooked. */
function answersIn(q: Questionnaire, fields: SurveyFields, type: string): Record<string, number | string> {
  const items = [...q.areas.flatMap((area) => area.items), q.keyItem];
  const fitting = items.filter((item) => type === '' || item.respondentTypes.includes(type));
  const entries = fitting.flatMap(({ id }): [string, number | string][] => {
    const value = firstOf(fields, id);
    if (value === '') return [];
    return [[id, /^\d{1,3}$/.test(value) ? Number(value) : value.slice(0, 80)]];
  });
  return Object.fromEntries(entries);
}
