/** The audit, jobs, backups, imports. */
export interface OperationTables {
  audit_head: AuditHead;
  audit_event: AuditEvent;
  job: JobRow;
  job_output: JobOutput;
  backup: BackupRow;
  import_batch: ImportBatch;
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
interface BackupRow {
  name: string;
  made_at: number;
  bytes: number;
  sha256: string;
  responses: number;
  drilled_at: number | null;
}
interface ImportBatch {
  id: string;
  kind: string;
  input: string;
  file_name: string;
  sha256: string;
  actor: string;
  staged_at: number;
  /** The table of the file, as JSON. */
  content: string;
  /** Which of its columns is which, as a person said; JSON. */
  chosen: string;
  status: string;
  /** How many rows had which fate when it was written, as JSON. */
  counts: string | null;
  /** What brings back the state before, as JSON. */
  undo: string | null;
  applied_at: number | null;
}
