import { Problem } from '../../src/lib/domain/shared/problem.ts';

/** The code of the problem for which the work was refused; `done` where it was not. Any other fault is thrown. */
export async function refused(work: Promise<unknown>): Promise<string> {
  const fault = await work.then(
    () => null,
    (error: unknown) => error
  );
  if (fault !== null && !(fault instanceof Problem)) throw fault;
  return fault?.code ?? 'done';
}
