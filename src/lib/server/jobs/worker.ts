import os from 'node:os';
import { Problem } from '../../domain/shared/problem.ts';
import { programActor } from '../auth/can.ts';
import type { Config } from '../config.ts';
import { describeError, type DescribedError } from '../log-error.ts';
import { openRuntime } from '../runtime.ts';
import { grantsOf } from '../services/sign-in/sessions.ts';
import { InputFault } from '../survey-files/input-fault.ts';
import { JOB_WORK } from './kinds.ts';
import type { HeldJob, JobOutcome } from './queue.ts';

/** What the server tells the process that does a job, and what it hears back. */
export interface JobOrder {
  readonly config: Config;
  readonly job: HeldJob;
}
export type JobMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null }
  | { readonly kind: 'done'; readonly outcome: JobOutcome }
  | { readonly kind: 'failed'; readonly fault: string; readonly log: DescribedError };

/** Citizens wait for the server, nobody for a job: it takes what processor time is left. */
const NICENESS = 10;

/**
 * A job in a process of its own (`runner.ts` forks it): its memory and its time are not the server's, cancelling is
 * ending it, and it reads only; what is to be kept it hands to the server, the one writer.
 */
process.once('message', (order: JobOrder) => void work(order));
process.once('disconnect', () => process.exit(1)); // the server is gone; another will do the job again

async function work({ config, job }: JobOrder): Promise<void> {
  os.setPriority(NICENESS);
  const runtime = await openRuntime(config);
  try {
    const { db, directory } = runtime.context;
    const actor =
      job.actor === 'program'
        ? programActor(directory.root().id)
        : { id: job.actor, name: '', grants: await grantsOf(db, job.actor) };
    const outcome = await JOB_WORK[job.kind].run(runtime.contextFor(actor), job.input, (done, total) =>
      tell({ kind: 'progress', done, total })
    );
    tell({ kind: 'done', outcome });
  } catch (error) {
    tell({ kind: 'failed', fault: faultOf(error), log: describeError(error) });
  } finally {
    await runtime.close();
  }
}

function tell(message: JobMessage): void {
  process.send?.(message);
}

/** What the list says of it: a problem's code, or the text that names what is wrong with the data. */
function faultOf(error: unknown): string {
  if (error instanceof Problem) return error.code;
  return error instanceof InputFault ? `data: ${error.message}` : 'internal';
}
