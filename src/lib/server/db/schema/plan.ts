/** The action plan: tasks by criterion, and how far each has come; and the reports that were made. */
export interface PlanTables {
  plan_task: PlanTask;
  plan_progress: PlanProgress;
  report: ReportRow;
}

interface PlanTask {
  id: string;
  /** Id of the criterion or area; '' where a task serves all. */
  criterion: string;
  title: string;
  /** What will show that it is done. */
  expected: string;
  unit: string;
  due_on: string;
  done_on: string | null;
  /** Document numbers or addresses. */
  evidence: string;
  /** Grows with each change. */
  revision: number;
}
interface PlanProgress {
  task: string;
  /** `2026-Q3`. */
  quarter: string;
  /** 0 to 100. */
  percent: number;
  note: string;
  written_at: number;
  actor: string;
}
interface ReportRow {
  /** The job that made it, whose files it has. */
  job: string;
  unit: string;
  round: string;
  language: string;
  made_at: number;
  /** SHA-256 of the figures in it. */
  hash: string;
  /** The smallest group whose figures its maker was shown. */
  floor: number;
}
