import { parseConfig } from './config.ts';
import type { Arrivals } from './db/arrivals.ts';
import { startJobs, type JobRunner } from './jobs/runner.ts';
import { log } from './log.ts';
import { openMetrics, type Metrics } from './metrics.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { writeAuditHead } from './services/audit/audit-witness.ts';

let opened: Promise<Runtime> | undefined;
let jobs: JobRunner | undefined;
let counting: Metrics | undefined;

const HEAD_MS = 60_000;

/** The server's single open runtime; opened on the first call, by `init` of hooks.server.ts before any request. */
export function runtime(): Promise<Runtime> {
  opened ??= openRuntime(parseConfig(process.env)).then((runtime) => {
    jobs = startJobs(runtime.context);
    return witnessed(counted(runtime));
  });
  return opened;
}

/** Closes the store after its last commit; nothing to do when it was never opened. */
export async function closeRuntime(): Promise<void> {
  await jobs?.stop();
  const closing = opened;
  opened = undefined;
  await (await closing)?.close();
}

/** What this server counts since its start. */
export function metrics(): Metrics {
  counting ??= openMetrics();
  return counting;
}

/** Every stored response passes the arrivals once, whichever way it came: there it is counted. */
function counted(runtime: Runtime): Runtime {
  const kept = runtime.context.arrivals;
  const arrivals: Arrivals = {
    ...kept,
    record: (rows) => {
      metrics().stored(rows.length);
      kept.record(rows);
    }
  };
  return {
    ...runtime,
    context: { ...runtime.context, arrivals },
    contextFor: (actor) => ({ ...runtime.contextFor(actor), arrivals })
  };
}

/** While the server runs, the head of the audit is kept beside the database too, every minute and at the end. */
function witnessed(runtime: Runtime): Runtime {
  const write = () =>
    writeAuditHead(runtime.context).catch((error: unknown) =>
      log().error({ err: error }, 'audit: cannot keep its head')
    );
  const timer = setInterval(() => void write(), HEAD_MS).unref();
  return {
    ...runtime,
    close: async () => {
      clearInterval(timer);
      await write();
      await runtime.close();
    }
  };
}
