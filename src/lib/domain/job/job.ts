/** What can be done in the background. The service that starts a job checks its permission, and again the job itself. */
export const JOB_KINDS = ['round.analysis', 'round.close', 'poster.batch', 'code.batch', 'backup', 'report'] as const;
/** Whose files are secret: given away once, to who asked for them, and otherwise deleted after a day. */
export const SECRET_KINDS: readonly string[] = ['code.batch'] satisfies readonly (typeof JOB_KINDS)[number][];
/** Whose files are kept for good; those of others are deleted after a month. */
export const KEPT_KINDS: readonly string[] = ['report'] satisfies readonly (typeof JOB_KINDS)[number][];
export type JobKind = (typeof JOB_KINDS)[number];

/**
 * queued → running → done | failed | cancelled; a server that ends, or whose lease runs out, leaves its job to the next:
 * running → queued.
 */
export const JOB_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job that was interrupted this often is not tried again: it may be what ends the server. */
export const ATTEMPTS_MAX = 3;

export function isOver(status: JobStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}
