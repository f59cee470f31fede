import { problem, Problem } from '../../domain/shared/problem.ts';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** PostgreSQL's own words where it gives no code: the connection is gone, or none was free in time. */
const CONNECTION_LOST =
  /^Connection terminated|^Client has encountered a connection error|driver has already been destroyed/;
const NONE_FREE = /^timeout exceeded when trying to connect|^Connection terminated due to connection timeout/;

/** SQLite by name, PostgreSQL by SQLSTATE (appendix A of its manual), the system by errno. First match wins. */
const FULL = /^(SQLITE_FULL|53100$)/;
const BUSY = /^(SQLITE_(BUSY|LOCKED)|40001$|40P01$|55P03$|57014$|57P03$|53300$|25P0[34]$)/;
const FAILED =
  /^(SQLITE_(IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM)|08|28|53|57P|58|XX|25006$|3D000$|ECONN|EPIPE$|ETIMEDOUT$|EHOSTUNREACH$|ENETUNREACH$|ENOTFOUND$|EAI_AGAIN$)/;

/** Whether the store itself failed (full, locked, unreachable, unreadable), as opposed to a rule that a job broke. */
export function isStoreFault(error: unknown): boolean {
  return storeFault(error) !== error;
}

/** A fault of the store as the problem that the client is told: always 503 with Retry-After, never a false success. */
export function storeFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error;
  const code = codeOf(error);
  const told = FULL.test(code)
    ? 'store.full'
    : BUSY.test(code) || NONE_FREE.test(error.message)
      ? 'store.busy'
      : FAILED.test(code) || CONNECTION_LOST.test(error.message)
        ? 'store.failed'
        : null;
  return told === null ? error : Object.assign(problem(told), { cause: error });
}

/** Undone by the server, for sure: two transactions stood in each other's way. */
const UNDONE = /^(40001|40P01)$/;
/** The server or the connection went away: before COMMIT was sent nothing of the transaction has stayed. */
const GONE = /^(57P0[123]$|08|ECONNREFUSED$|ECONNRESET$|EPIPE$)/;

/**
 * Whether a transaction on PostgreSQL may be tried again with the same ids. Once COMMIT was sent a lost connection
 * leaves it in doubt: then only the client, who repeats by its id, may try again.
 */
export function mayRetry(error: unknown, committing: boolean): boolean {
  const code = codeOf(error);
  if (UNDONE.test(code)) return true;
  const lost = error instanceof Error && CONNECTION_LOST.test(error.message) && !NONE_FREE.test(error.message);
  return !committing && (GONE.test(code) || lost);
}
