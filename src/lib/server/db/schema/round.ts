import type { Generated } from 'kysely';

/** Rounds and what is known of those who are asked. */
export interface RoundTables {
  campaign: Campaign;
  round: RoundRow;
  round_unit: RoundUnit;
  transactions: Transactions;
  round_analysis: RoundAnalysisRow;
  margin: MarginRow;
  scorecard: ScorecardRow;
  round_figure: RoundFigureRow;
  round_reopening: RoundReopening;
  round_results: RoundResultsRow;
  results_reply: ResultsReplyRow;
  publisher: PublisherRow;
  report_period: ReportPeriod;
  report_duty: ReportDuty;
}

interface Campaign {
  id: string;
  name: string;
  unit: string;
  /** What a kiosk does with a form that somebody left: `drop` or `send`. */
  kiosk_partial: Generated<string>;
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
  grace_days: Generated<number>;
  publish_on: string | null;
  /** Grows with each change of a draft. */
  revision: Generated<number>;
  report_period: string | null;
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
interface ScorecardRow {
  round: string;
  version: number;
  made_at: number;
  actor: string;
  document: string;
  hash: string;
}
interface RoundFigureRow {
  round: string;
  name: string;
  /** What the figures hang on besides the round's frozen answers, and the program that computed them. */
  mark: string;
  figures: Uint8Array;
}
interface RoundResultsRow {
  round: string;
  version: number;
  made_at: number;
  document: string;
  hash: string;
  /** n of each unit and of the whole, hidden or not, and a hash of their sums: by them a later version is judged. For no reader. */
  sizes: string;
}
interface ResultsReplyRow {
  round: string;
  version: number;
  unit: string;
  text: string;
  actor: string;
  written_at: number;
}
interface PublisherRow {
  unit: string;
  agency: string;
  contact: string;
  payer: string;
  embed_origins: string;
}
interface RoundReopening {
  round: string;
  /** Of the scorecard that comes of it. */
  version: number;
  reason: string;
  asked_by: string;
  asked_at: number;
  confirmed_by: string | null;
  confirmed_at: number | null;
}
interface ReportPeriod {
  id: string;
  name: string;
  from_on: string;
  to_on: string;
  due_on: string;
}
interface ReportDuty {
  period: string;
  unit: string;
  kind: string;
  done_on: string | null;
}
