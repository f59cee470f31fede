import type { ProblemCode, ProblemNote } from '../shared/problem.ts';
import { isUuid4 } from '../shared/id.ts';
import { bookletsFor, fullForm, type Booklet } from './booklets.ts';
import type { Choice, Questionnaire } from './document.ts';

/** A response as a client sends it: the right shape, nothing checked against a questionnaire yet. */
export interface SentResponse {
  readonly id: string;
  readonly link: string;
  /** A code that is good for one answer; null without one. */
  readonly code: string | null;
  readonly questionnaire: string;
  readonly booklet: string;
  readonly respondentType: string;
  readonly filingMode: string;
  readonly stage: string;
  readonly language: string;
  readonly answers: Readonly<Record<string, number | string>>;
  readonly reasons: readonly string[];
  readonly praise: readonly string[];
  readonly whoFilled: string | null;
  readonly profile: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly answeredAt: string | null;
  readonly durationS: number | null;
  readonly device: string | null;
}

/** A response that holds: every answer is of its booklet and on the scale. */
export interface ValidResponse extends SentResponse {
  readonly bookletItems: readonly string[];
}

/** What the link and the round fix: presets, and whether the round asks booklets or the full form. */
export interface Frame {
  readonly form: 'booklet' | 'full';
  readonly filingMode: string | null;
  readonly stage: string | null;
  /** The invited respondent type that the one-time code is for; null without one. */
  readonly invitedAs: string | null;
}

export type Validated =
  | { readonly ok: true; readonly response: ValidResponse }
  | { readonly ok: false; readonly problems: readonly ProblemNote[] };

/**
 * Checks a response against the questionnaire and its frame, and returns all its faults at once.
 * Reasons are kept only beside an answer of 3 or lower, praise only when every rating is 4 or 5.
 */
export function validateResponse(q: Questionnaire, sent: SentResponse, frame: Frame): Validated {
  const problems: ProblemNote[] = [];
  const fault = (code: ProblemCode, at: string, details?: Record<string, string | number>) => {
    problems.push(details ? { code, at, details } : { code, at });
  };
  if (!isUuid4(sent.id)) fault('response.id', 'id');
  const booklet = checkSituation(q, sent, frame, fault);
  if (booklet) checkAnswers(q, sent, booklet, fault);
  checkChoices(q, sent, fault);
  checkTexts(q, sent, fault);
  if (problems.length > 0 || !booklet) return { ok: false, problems };
  const ratings = Object.values(sent.answers).filter((value) => typeof value === 'number');
  const low = ratings.some((value) => value <= 3);
  return {
    ok: true,
    response: { ...sent, reasons: low ? sent.reasons : [], praise: low ? [] : sent.praise, bookletItems: booklet.items }
  };
}

type Fault = (code: ProblemCode, at: string, details?: Record<string, string | number>) => void;

function checkSituation(q: Questionnaire, sent: SentResponse, frame: Frame, fault: Fault): Booklet | undefined {
  const type = q.respondentTypes.find((option) => option.id === sent.respondentType);
  const isInvited = frame.invitedAs !== null || type?.invitedOnly === true;
  if (!type || (isInvited && frame.invitedAs !== type.id)) fault('respondent_type.unknown', 'respondentType');
  if (!q.filingModes.includes(sent.filingMode)) fault('filing_mode.unknown', 'filingMode');
  else if (frame.filingMode !== null && frame.filingMode !== sent.filingMode) fault('filing_mode.preset', 'filingMode');
  if (!q.stages.includes(sent.stage)) fault('stage.unknown', 'stage');
  else if (frame.stage !== null && frame.stage !== sent.stage) fault('stage.preset', 'stage');
  if (!q.languages.includes(sent.language)) fault('language.unknown', 'language');
  const family = `${sent.filingMode}/${sent.stage}`;
  if (!sent.booklet.startsWith(`${family}/`)) {
    fault('booklet.unknown', 'booklet');
    return undefined;
  }
  const options = frame.form === 'full' ? [fullForm(q, sent)] : bookletsFor(q, sent);
  const booklet = options.find((option) => option.id === sent.booklet);
  if (!booklet) fault('booklet.not_for_respondent', 'booklet');
  return booklet;
}

function checkAnswers(q: Questionnaire, sent: SentResponse, booklet: Booklet, fault: Fault): void {
  const known = new Set(q.areas.flatMap((area) => area.items.map((item) => item.id)));
  const keyAsked = q.keyItem.respondentTypes.includes(sent.respondentType);
  const asked = new Set(keyAsked ? [...booklet.items, q.keyItem.id] : booklet.items);
  const missing = new Set(q.scale.missing.map((code) => code.id));
  const values = new Set(q.scale.options.map((option) => option.value));
  const entries = Object.entries(sent.answers);
  if (entries.length === 0) fault('answers.none', 'answers');
  for (const [item, value] of entries) {
    if (!asked.has(item)) {
      const code = known.has(item) || item === q.keyItem.id ? 'answer.not_in_booklet' : 'answer.item_unknown';
      fault(code, 'answers', { item: item.slice(0, 40) });
    } else if (typeof value === 'number' ? !values.has(value) : !missing.has(value)) {
      fault('answer.off_scale', `answers.${item}`, { item });
    }
  }
}

function checkChoices(q: Questionnaire, sent: SentResponse, fault: Fault): void {
  const has = (list: readonly Choice[], id: string) => list.some((choice) => choice.id === id);
  if (sent.reasons.some((id) => !has(q.reasons, id))) fault('reason.unknown', 'reasons');
  if (sent.praise.some((id) => !has(q.praise.options, id))) fault('praise.unknown', 'praise');
  if (sent.whoFilled !== null && !has(q.whoFilled.options, sent.whoFilled)) fault('who_filled.unknown', 'whoFilled');
  for (const [id, value] of Object.entries(sent.profile)) {
    const question =
      id === q.forWhom.id
        ? { options: q.forWhom.options.filter((option) => option.respondentType === sent.respondentType) }
        : q.profile.find(
            (asked) => asked.id === id && asked.enabled && asked.respondentTypes.includes(sent.respondentType)
          );
    if (!question || !has(question.options, value)) fault('profile.unknown', `profile.${id.slice(0, 40)}`);
  }
}

// C0 and C1 control characters except tab, line feed and carriage return; lone surrogates are no text either.
const NOT_TEXT =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function checkTexts(q: Questionnaire, sent: SentResponse, fault: Fault): void {
  if ([...sent.comment].length > q.comment.maxLength)
    fault('comment.too_long', 'comment', { max: q.comment.maxLength });
  if (NOT_TEXT.test(sent.comment)) fault('text.control_characters', 'comment');
  if (sent.durationS !== null && !(sent.durationS >= 0 && sent.durationS <= 86_400))
    fault('duration.invalid', 'durationS');
  if (sent.answeredAt !== null && Number.isNaN(Date.parse(sent.answeredAt))) fault('answered_at.invalid', 'answeredAt');
}
