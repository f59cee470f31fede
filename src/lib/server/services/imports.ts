import { createHash } from 'node:crypto';
import type { ColumnMatch } from '../../domain/import/columns.ts';
import { FATES, fateCounts, type FateCounts, type PlannedRow } from '../../domain/import/fate.ts';
import { problem } from '../../domain/shared/problem.ts';
import { DAY_MS } from '../../domain/shared/time.ts';
import type { Context } from '../context.ts';
import type { ImportInput } from '../imports/source.ts';
import { IMPORT_SOURCES } from '../imports/sources.ts';
import { readTable } from '../table-file/read-table.ts';
import { xlsxOf } from '../table-file/write-xlsx.ts';
import { audit } from './audit.ts';
import { kindOf, loadImport, plannedImport, type ImportBatch } from './import-batches.ts';

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
  const { rowsMax } = IMPORT_SOURCES[kind];
  if (read.table.rows.length > rowsMax) throw problem('table.too_many_rows', { max: rowsMax });
  const id = ctx.newId();
  await ctx.gate.run(async (db) => {
    const over = ctx.now() - STAGED_KEPT_MS;
    await db.deleteFrom('import_batch').where('status', '=', 'staged').where('staged_at', '<', over).execute();
    await db
      .insertInto('import_batch')
      .values({
        id,
        kind,
        input: JSON.stringify(input),
        file_name: fileName.normalize('NFC').slice(0, NAME_MAX),
        sha256: createHash('sha256').update(bytes).digest('hex'),
        actor: ctx.actor.id,
        staged_at: ctx.now(),
        content: JSON.stringify(read.table),
        chosen: '{}',
        status: 'staged',
        counts: null,
        undo: null,
        applied_at: null
      })
      .execute();
  });
  return id;
}

export interface ImportPreview {
  readonly batch: ImportBatch;
  readonly match: ColumnMatch;
  readonly columns: readonly string[];
  readonly counts: FateCounts;
  /** A page of the rows, of one fate or all. */
  readonly rows: readonly PlannedRow[];
  readonly after: number | null;
  /** Names what would be written: the confirmation carries it. */
  readonly mark: string;
}

const PAGE = 100;

/** What would become of every row, by the state of now. */
export async function previewImport(
  ctx: Context,
  id: string,
  page: { fate: string; after: number }
): Promise<ImportPreview> {
  const staged = await plannedImport(ctx, id);
  const { match, plan, columns, batch } = staged;
  const fate = FATES.find((known) => known === page.fate);
  const rows = plan.rows.filter((row) => row.number > page.after && (fate === undefined || row.fate === fate));
  const shown = rows.slice(0, PAGE);
  return {
    ...{ batch, match, columns, counts: fateCounts(plan.rows), mark: markOf(plan.rows), rows: shown },
    after: rows.length > PAGE ? (shown.at(-1)?.number ?? null) : null
  };
}

/** Which column of the file is which, where the names did not tell. */
export async function chooseColumns(ctx: Context, id: string, chosen: Readonly<Record<string, string>>): Promise<void> {
  const { batch } = await loadImport(ctx, id);
  if (batch.status !== 'staged') throw problem('import.over');
  await ctx.gate.run((db) =>
    db
      .updateTable('import_batch')
      .set({ chosen: JSON.stringify(chosen) })
      .where('id', '=', id)
      .execute()
  );
}

/**
 * Writes what the preview showed, whole or not at all. Rows with a problem are left out only where the person said so.
 * Throws `import.changed` where it would no longer be what was shown, `import.problems`, `import.over`.
 */
export async function applyImport(
  ctx: Context,
  id: string,
  said: { mark: string; skipProblems: boolean }
): Promise<void> {
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const { batch, plan, match } = await plannedImport(inside, id);
    if (batch.status !== 'staged') throw problem('import.over');
    if (match.missing.length > 0) throw problem('import.columns_missing');
    if (markOf(plan.rows) !== said.mark) throw problem('import.changed');
    const counts = fateCounts(plan.rows);
    if (counts.problem > 0 && !said.skipProblems) throw problem('import.problems', { count: counts.problem });
    if (counts.create + counts.change === 0) throw problem('import.nothing');
    const undo = await plan.write(inside);
    await db
      .updateTable('import_batch')
      .set({ status: 'applied', applied_at: ctx.now(), counts: JSON.stringify(counts), undo: JSON.stringify(undo) })
      .where('id', '=', id)
      .execute();
    await audit(inside, 'import.apply', { import: id, kind: batch.kind, ...counts });
  });
  await ctx.directory.reload();
}

/** Brings back the state before, where nothing has changed it since; only the last import of its kind and round. */
export async function undoImport(ctx: Context, id: string): Promise<void> {
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const { batch, undo } = await loadImport(inside, id);
    if (batch.status !== 'applied' || undo === null) throw problem('import.over');
    const later = await db
      .selectFrom('import_batch')
      .select('id')
      .where('kind', '=', batch.kind)
      .where('input', '=', JSON.stringify(batch.input))
      .where('status', '=', 'applied')
      .where('applied_at', '>', batch.appliedAt ?? 0)
      .executeTakeFirst();
    if (later) throw problem('import.undo_stale');
    await IMPORT_SOURCES[batch.kind].undo(inside, batch.input, JSON.parse(undo));
    await db.updateTable('import_batch').set({ status: 'undone' }).where('id', '=', id).execute();
    await audit(inside, 'import.undo', { import: id, kind: batch.kind });
  });
  await ctx.directory.reload();
}

/** A workbook to fill in: our columns, and the rows that are there now. */
export async function importTemplate(ctx: Context, name: string, input: ImportInput) {
  const kind = kindOf(name);
  const source = IMPORT_SOURCES[kind];
  source.requireAllowed(ctx, input);
  const columns = source.columns.map(({ names: [first = ''] }) => first);
  return { fileName: `${kind}.xlsx`, body: await xlsxOf(kind, columns, await source.template(ctx, input)) };
}

function markOf(rows: readonly PlannedRow[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 32);
}
