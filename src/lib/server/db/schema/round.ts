/** Documents, rounds and what is known of those who are asked. */
export interface RoundTables {
  questionnaire_version: PublishedDocument;
  criteria_set: PublishedDocument;
  campaign: Campaign;
  round: RoundRow;
  round_unit: RoundUnit;
  transactions: Transactions;
  round_analysis: RoundAnalysisRow;
  margin: MarginRow;
}

interface PublishedDocument {
  hash: string;
  document: string;
  published_at: number;
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
