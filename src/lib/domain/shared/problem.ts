/** The catalog of expected faults. HTTP status and texts are looked up from the code (server/http/problem-reply.ts, i18n problem.json). */
export const PROBLEM_CODES = [
  'link.unknown',
  'link.malformed',
  'link.revoked',
  'link.preset_unknown',
  'round.none_open',
  'round.closed',
  'round.not_found',
  'unit.not_found',
  'counter.not_found',
  'link.not_found',
  'person.not_found',
  'job.not_found',
  'job.unknown',
  'job.interrupted',
  'job.ended',
  'backup.no_recipients',
  'margin.unknown',
  'margin.sum',
  'person.account_taken',
  'person.account_malformed',
  'person.name_malformed',
  'person.last_admin',
  'person.role_unknown',
  'session.not_found',
  'response.not_found',
  'request.malformed',
  'request.too_large',
  'request.method',
  'request.content_type',
  'request.not_utf8',
  'request.too_deep',
  'request.origin',
  'request.not_found',
  'responses.count',
  'response.id',
  'response.shape',
  'response.conflict',
  'questionnaire.unknown',
  'questionnaire.not_found',
  'questionnaire.published_already',
  'questionnaire.vietnamese_missing',
  'draft.changed',
  'draft.name_malformed',
  'draft.version_malformed',
  'draft.too_many',
  'criteria_set.not_found',
  'document.invalid',
  'document.none',
  'language.malformed',
  'language.there',
  'recording.not_found',
  'recording.kind',
  'recording.too_large',
  'booklet.unknown',
  'booklet.not_for_respondent',
  'respondent_type.unknown',
  'filing_mode.unknown',
  'filing_mode.preset',
  'stage.unknown',
  'stage.preset',
  'language.unknown',
  'answers.none',
  'answer.item_unknown',
  'answer.not_in_booklet',
  'answer.off_scale',
  'reason.unknown',
  'praise.unknown',
  'who_filled.unknown',
  'profile.unknown',
  'comment.too_long',
  'text.control_characters',
  'duration.invalid',
  'answered_at.invalid',
  'device.unknown',
  'filter.unknown',
  'store.busy',
  'store.full',
  'store.failed',
  'store.headroom',
  'access.signed_out',
  'access.denied',
  'access.sign_in_again',
  'access.second_factor_missing',
  'sign_in.failed',
  'sign_in.slow_down',
  'sign_in.step_over',
  'sign_in.code_wrong',
  'passkey.refused',
  'passkey.name_malformed',
  'oidc.off',
  'oidc.unreachable',
  'oidc.refused',
  'oidc.no_person',
  'invite.over',
  'recover.code_wrong',
  'recover.other_person',
  'setup.link_used',
  'password.weak',
  'password.mismatch',
  'production.refused',
  'internal'
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface ProblemNote {
  readonly code: ProblemCode;
  /** Where: a JSON path or a field name, for the error summary's link. */
  readonly at?: string;
  readonly details?: Readonly<Record<string, string | number>>;
}

/** An expected, final fault: thrown by services, turned into a reply in one place. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: ProblemCode, details: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.details = details;
  }
}

export function problem(code: ProblemCode, details: Readonly<Record<string, string | number>> = {}): Problem {
  return new Problem(code, details);
}
