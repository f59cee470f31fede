import type { QuestionnaireSchema } from './schema-questionnaire.ts';

/** The tables as Kysely sees them; the migrations are the truth, tests/integration/schema.test.ts compares the two. */
interface Setting {
  name: string;
  value: string;
}
interface UnitRow {
  id: string;
  code: string;
  name: string;
  type: string;
  valid_from: string;
  valid_to: string | null;
}
interface UnitParentRow {
  unit: string;
  parent: string;
  valid_from: string;
  valid_to: string | null;
}
interface UnitSuccessionRow {
  from_unit: string;
  to_unit: string;
  on_day: string;
  kind: string;
}
interface CounterRow {
  id: string;
  unit: string;
  name: string;
  position: number;
  valid_from: string;
  valid_to: string | null;
}
interface LinkRow {
  code: string;
  counter: string;
  channel: string;
  evidence: string;
  filing_mode: string | null;
  stage: string | null;
  status: string;
  /** Until when answers are tests, in epoch milliseconds; null = never. */
  test_until: number | null;
  created_at: number;
}
interface Campaign {
  id: string;
  name: string;
  unit: string;
}
interface RoundRow {
  id: string;
  campaign: string;
  name: string;
  opens_on: string;
  closes_on: string;
  status: string;
  questionnaire: string;
  criteria_set: string;
  design: string;
  previous_round: string | null;
}
interface RoundUnit {
  round: string;
  unit: string;
  path: string;
  target: number | null;
}
interface Transactions {
  round: string;
  unit: string;
  respondent_type: string;
  filing_mode: string;
  provisional: number;
  settled: number;
}
export interface ResponseRow {
  id: string;
  round: string;
  unit: string;
  counter: string;
  respondent_type: string;
  filing_mode: string;
  booklet: string;
  lane: string;
  language: string;
  answers: string;
  reasons: string;
  praise: string;
  who_filled: string | null;
  profile: string;
  local_day: string;
  payload_hash: string;
  receipt: string;
  simulated: number;
}
interface ResponseAside {
  id: string;
  payload_hash: string;
  link: string;
  payload: string;
  local_day: string;
}
interface Comment {
  id: string;
  round: string;
  unit: string;
  body: string;
}
interface UnitMoment {
  round: string;
  unit: string;
  respondent_type: string;
  filing_mode: string;
  lane: string;
  booklet: string;
  moments: Uint8Array;
}
interface CounterMoment extends UnitMoment {
  counter: string;
}
interface UnitDay {
  round: string;
  unit: string;
  local_day: string;
  lane: string;
  moments: Uint8Array;
}
interface Person {
  id: string;
  account: string;
  name: string;
  password_hash: string | null;
  disabled: number;
}
interface RoleGrant {
  person: string;
  role: string;
  unit: string;
}
interface Session {
  token_hash: string;
  person: string;
  created_at: number;
  seen_at: number;
}
interface ApiToken {
  token_hash: string;
  person: string;
  name: string;
  created_at: number;
  revoked_at: number | null;
}
interface OneUseLink {
  token_hash: string;
  purpose: string;
  expires_at: number;
  used_at: number | null;
  /** Whose password it sets; null for the first set-up and for marks of what was used. */
  person: string | null;
}
interface SignInDelay {
  key: string;
  failures: number;
  last_at: number;
  next_at: number;
}
interface Totp {
  person: string;
  sealed_secret: string;
  /** The last time-step (of 30 s) whose code was used. */
  last_step: number;
  created_at: number;
}
interface RecoveryCode {
  person: string;
  code_hash: string;
  used_at: number | null;
}
interface Passkey {
  id: string;
  person: string;
  name: string;
  public_key: string;
  counter: number;
  created_at: number;
  used_at: number | null;
}
interface OidcIdentity {
  person: string;
  issuer: string;
  subject: string | null;
}
interface AuditHead {
  id: number;
  entries: number;
  hash: string;
}
interface AuditEvent {
  position: number;
  at: number;
  actor: string;
  act: string;
  details: string;
  previous_hash: string;
  hash: string;
}
interface JobRow {
  id: string;
  kind: string;
  subject: string;
  input: string;
  status: string;
  actor: string;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  done: number;
  total: number | null;
  fault: string | null;
  cancelled: number;
  attempts: number;
  worker: string | null;
  lease_until: number | null;
}
interface JobOutput {
  job: string;
  name: string;
  media_type: string;
  sha256: string;
  body: Uint8Array;
}
interface RoundAnalysisRow {
  round: string;
  computed_at: number;
  result: string;
}
interface MarginRow {
  round: string;
  question: string;
  category: string;
  share: number;
}
interface BackupRow {
  name: string;
  made_at: number;
  bytes: number;
  sha256: string;
  responses: number;
  drilled_at: number | null;
}
interface DirectoryChange {
  id: number;
  changes: number;
}

export interface Schema extends QuestionnaireSchema {
  setting: Setting;
  unit: UnitRow;
  unit_parent: UnitParentRow;
  unit_succession: UnitSuccessionRow;
  counter: CounterRow;
  link: LinkRow;
  campaign: Campaign;
  round: RoundRow;
  round_unit: RoundUnit;
  transactions: Transactions;
  response: ResponseRow;
  response_aside: ResponseAside;
  comment: Comment;
  unit_moment: UnitMoment;
  counter_moment: CounterMoment;
  unit_day: UnitDay;
  person: Person;
  role_grant: RoleGrant;
  session: Session;
  api_token: ApiToken;
  one_use_link: OneUseLink;
  sign_in_delay: SignInDelay;
  totp: Totp;
  recovery_code: RecoveryCode;
  passkey: Passkey;
  oidc_identity: OidcIdentity;
  audit_head: AuditHead;
  audit_event: AuditEvent;
  job: JobRow;
  job_output: JobOutput;
  round_analysis: RoundAnalysisRow;
  margin: MarginRow;
  backup: BackupRow;
  directory_change: DirectoryChange;
}
