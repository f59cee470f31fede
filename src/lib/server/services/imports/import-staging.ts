import { createHash } from 'node:crypto';
import type { Chosen } from '../../../domain/import/columns.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { DAY_MS } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import type { ImportInput } from '../../imports/source.ts';
import { IMPORT_SOURCES } from '../../imports/sources.ts';
import { readTable } from '../../table-file/read-table.ts';
import { kindOf, loadImport, parseChosen, type LoadedImport } from './import-batches.ts';
import { lacksCells, stagedTable, withoutUnused, type StagedTable } from './staged-table.ts';

/** A file that a person wants to import, and what was chosen beside it. */
export interface NewImport {
  readonly kind: string;
  readonly input: ImportInput;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

const STAGED_KEPT_MS = DAY_MS;
const NAME_MAX = 200;

/**
 * Reads the file and keeps it to be looked at; nothing else is written. Gives the id of the import. Throws what is wrong
 * with the file as a whole (`table.…`).
 */
export async function stageImport(ctx: Context, { kind: name, input, fileName, bytes }: NewImport): Promise<string> {
  const kind = kindOf(name);
  IMPORT_SOURCES[kind].requireAllowed(ctx, input);
  const read = await readTable(ctx.config, bytes);
  if (!read.ok) throw problem(read.code, read.details);
  if (read.table.rows.length === 0) throw problem('table.empty');
  const { rowsMax, isPersonal, columns } = IMPORT_SOURCES[kind];
  if (read.table.rows.length > rowsMax) throw problem('table.too_many_rows', { max: rowsMax });
  const specs = columns(ctx, input);
  const chosen = await lastChosen(ctx, { kind, input, columns: read.table.columns });
  const table = isPersonal ? withoutUnused(read.table, specs, chosen) : read.table;
  const id = ctx.newId();
  await ctx.gate.run(async (db) => {
    await db
      .insertInto('import_batch')
      .values({
        id,
        kind,
        input: JSON.stringify(input),
        file_name: fileName.normalize('NFC').slice(0, NAME_MAX),
        sha256: sha256Of(bytes),
        actor: ctx.actor.id,
        staged_at: ctx.now(),
        content: JSON.stringify(table),
        chosen: JSON.stringify(chosen),
        status: 'staged',
        counts: null,
        undo: null,
        applied_at: null
      })
      .execute();
  });
  return id;
}

const CHOSEN_MAX = 1_000;

/**
 * Which column of the file is which and what its words mean, where they did not tell; what was said before and is not
 * said anew stays. The same file comes with it for columns whose cells were not kept: without it what was said is kept,
 * and `import.file_again` is thrown. Throws `import.over`, `import.other_file`, and what is wrong with the file.
 */
export async function chooseColumns(
  ctx: Context,
  id: string,
  said: Chosen,
  bytes: Uint8Array = new Uint8Array()
): Promise<void> {
  const before = await loadImport(ctx, id);
  const { kind, input, status } = before.batch;
  if (status !== 'staged') throw problem('import.over');
  const chosen = Object.fromEntries(Object.entries({ ...parseChosen(before.chosen), ...said }).slice(0, CHOSEN_MAX));
  const { isPersonal, columns } = IMPORT_SOURCES[kind];
  const specs = columns(ctx, input);
  const whole = bytes.length === 0 ? null : await sameFile(ctx, before, bytes);
  const table = whole ?? stagedTable(before.content);
  const content = isPersonal ? JSON.stringify(withoutUnused(table, specs, chosen)) : before.content;
  await ctx.gate.run(async (db) => {
    const { numUpdatedRows } = await db
      .updateTable('import_batch')
      .set({ chosen: JSON.stringify(chosen), content })
      .where('id', '=', id)
      .where('status', '=', 'staged')
      .executeTakeFirst();
    if (Number(numUpdatedRows) === 0) throw problem('import.over');
  });
  if (lacksCells(table, specs, chosen)) throw problem('import.file_again');
}

async function sameFile(ctx: Context, before: LoadedImport, bytes: Uint8Array): Promise<StagedTable> {
  if (sha256Of(bytes) !== before.sha256) throw problem('import.other_file');
  const read = await readTable(ctx.config, bytes);
  if (!read.ok) throw problem(read.code, read.details);
  return read.table;
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What was said of the last file of this kind and round, where this one has the same columns. */
async function lastChosen(
  { db }: Context,
  { kind, input, columns }: { kind: string; input: ImportInput; columns: readonly string[] }
): Promise<Chosen> {
  const last = await db
    .selectFrom('import_batch')
    .select('chosen')
    .where('kind', '=', kind)
    .where('input', '=', JSON.stringify(input))
    .where('status', '!=', 'staged')
    .orderBy('staged_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const chosen = parseChosen(last?.chosen ?? '{}');
  const named = Object.entries(chosen).filter(([name, said]) => said !== '' && !/^(whole|value)\./.test(name));
  return named.every(([, column]) => columns.includes(column)) ? chosen : {};
}

/** Files that were looked at and not written are forgotten after a day. */
export async function forgetStaged(ctx: Context): Promise<void> {
  const before = ctx.now() - STAGED_KEPT_MS;
  await ctx.gate.run((db) =>
    db.deleteFrom('import_batch').where('status', '=', 'staged').where('staged_at', '<', before).execute()
  );
}
