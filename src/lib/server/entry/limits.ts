/** Every number that bounds a connection. */
export interface Limits {
  /** Whole request, head and body; Node answers 408 beyond it. */
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  /** Idle time of a kept connection; a reverse proxy's own must be shorter. */
  readonly keepAliveTimeoutMs: number;
  /** A socket without any traffic, such as a reader that stopped reading. */
  readonly silenceTimeoutMs: number;
  /** How often Node looks for connections past the two time-outs above. */
  readonly checkIntervalMs: number;
  readonly drainTimeoutMs: number;
  readonly headerBytesMax: number;
  readonly requestsPerSocketMax: number;
  readonly connectionsMax: number;
  readonly bodyBytesMax: (path: string) => number;
}

const KILOBYTE = 1024;

export const LIMITS: Limits = {
  requestTimeoutMs: 15_000,
  headersTimeoutMs: 10_000,
  keepAliveTimeoutMs: 15_000,
  silenceTimeoutMs: 30_000,
  checkIntervalMs: 1_000,
  drainTimeoutMs: 10_000,
  headerBytesMax: 16 * KILOBYTE,
  requestsPerSocketMax: 1_000,
  connectionsMax: 2_000,
  bodyBytesMax
};

/** Pages that take a file (http/form-check.ts); who may not is refused before the body is read. */
const IMPORT_PATH = /^\/admin\/(imports(\/[^/]+)?|codes\/panel|links\/print)\/?$/;
/** A document of 1 MB as a file, or a page of all its texts as a form, with what a form adds to them. */
const DOCUMENT_BYTES_MAX = 1_250_000;
const DOCUMENT_PATH = /^\/admin\/(questionnaires|criteria-sets)(\/|$)/;

/** Sixteen answers as a kiosk saved them, within one message. */
export const KIOSK_BYTES_MAX = 384 * KILOBYTE;

/**
 * Bytes a body may have: 256 kB for the outboxes' endpoint (50 responses), 384 kB for kiosks, 5.5 MB where tables are imported, 1.25 MB where
 * documents are, 64 kB for any other form. Kit's own BODY_SIZE_LIMIT (cli/serve.ts) stands above, so that the limit that
 * answers is the one that knows the path.
 */
function bodyBytesMax(path: string): number {
  if (IMPORT_PATH.test(path)) return 5_500 * KILOBYTE;
  if (DOCUMENT_PATH.test(path)) return DOCUMENT_BYTES_MAX;
  if (/^\/api\/v1\/kiosk\/contact\/?$/.test(path)) return KIOSK_BYTES_MAX;
  return path === '/api/v1/responses' || path === '/api/v1/responses/' ? 256 * KILOBYTE : 64 * KILOBYTE;
}
