/** Responses, and the sums that are kept of them. */
export interface ResponseTables {
  response: ResponseRow;
  response_aside: ResponseAside;
  comment: Comment;
  unit_moment: UnitMoment;
  counter_moment: CounterMoment;
  unit_day: UnitDay;
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
