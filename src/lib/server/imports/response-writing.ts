import { problem } from '../../domain/shared/problem.ts';
import type { Context } from '../context.ts';
import { inParts } from '../db/parts.ts';
import type { ResponseRow } from '../db/schema.ts';
import { changeCells } from '../services/estimate/cells.ts';
import { storeTogether, type Prepared } from '../services/submit/submit-batch.ts';
import { contributionOf } from '../services/store/verify.ts';
import { importedCommentId } from './response-rows.ts';

/** Stores the responses through the submit path, inside the import's transaction, whole or not at all. Gives their ids. */
export async function storeResponses(inside: Context, responses: readonly Prepared[]): Promise<readonly string[]> {
  const [results = []] = await storeTogether(inside.db, [responses]);
  if (results.some(({ status }) => status !== 'stored')) throw problem('import.changed');
  return responses.map(({ row }) => row.id).sort();
}

/**
 * Takes imported responses and their comments out again: from the moments where they stand now, to the last digit, and
 * then the rows. Throws `import.undo_stale` where one of them is gone.
 */
export async function removeResponses(inside: Context, ids: readonly string[]): Promise<void> {
  const rows: ResponseRow[] = [];
  for (const part of inParts(ids))
    rows.push(...(await inside.db.selectFrom('response').selectAll().where('id', 'in', part).execute()));
  if (rows.length !== ids.length) throw problem('import.undo_stale');
  const contributions = rows.map((row) => contributionOf(inside.directory, row));
  await changeCells(inside.db, contributions, 'subtract');
  for (const part of inParts(ids)) {
    const comments = part.map((id) => importedCommentId(inside.secret, id));
    await inside.db.deleteFrom('comment').where('id', 'in', comments).execute();
    await inside.db.deleteFrom('response').where('id', 'in', part).execute();
  }
}
