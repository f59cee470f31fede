/** Codes that are good for one answer. */
export interface CodeTables {
  code_batch: CodeBatch;
  response_code: ResponseCode;
  code_use: CodeUse;
}

interface CodeBatch {
  id: string;
  made_on: string;
  /** For whose links, and those under it, the batch was made. */
  unit: string;
  evidence: string;
  /** The invited respondent type that its answers are of; null for all who may answer uninvited. */
  respondent_type: string | null;
  codes: number;
  revoked_on: string | null;
}
/** A code that was not used; deleted when it is. */
interface ResponseCode {
  code_hash: string;
  batch: string;
  link: string;
}
interface CodeUse {
  batch: string;
  local_day: string;
  used: number;
}
