import { createHash } from 'node:crypto';
import type { Chosen, ColumnMatch, ColumnSpec } from '../../../domain/import/columns.ts';
import { FATES, fateCounts, type FateCounts, type PlannedRow } from '../../../domain/import/fate.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { ImportInput, ValueQuestion } from '../../imports/source.ts';
import { IMPORT_SOURCES } from '../../imports/sources.ts';
import { xlsxOf } from '../../table-file/write-xlsx.ts';
import { audit } from '../audit/audit.ts';
import { kindOf, loadImport, plannedImport, type ImportBatch } from './import-batches.ts';

export interface ImportPreview {
  readonly batch: ImportBatch;
  readonly specs: readonly ColumnSpec[];
  readonly match: ColumnMatch;
  readonly columns: readonly string[];
  /** Columns whose cells were not kept. */
  readonly dropped: readonly string[];
  /** The file is needed again for a column that was chosen since. */
  readonly needsFile: boolean;
  readonly chosen: Chosen;
  readonly questions: readonly ValueQuestion[];
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
  const { plan, ...staged } = await plannedImport(ctx, id);
  const fate = FATES.find((known) => known === page.fate);
  const rows = plan.rows.filter((row) => row.number > page.after && (fate === undefined || row.fate === fate));
  const shown = rows.slice(0, PAGE);
  return {
    ...{ ...staged, questions: plan.questions ?? [] },
    ...{ counts: fateCounts(plan.rows), mark: markOf(plan.rows), rows: shown },
    after: rows.length > PAGE ? (shown.at(-1)?.number ?? null) : null
  };
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
    const { batch, plan, match, needsFile } = await plannedImport(inside, id);
    if (batch.status !== 'staged') throw problem('import.over');
    if (needsFile) throw problem('import.file_again');
    if (match.missing.length > 0) throw problem('import.columns_missing');
    if (markOf(plan.rows) !== said.mark) throw problem('import.changed');
    const counts = fateCounts(plan.rows);
    if (counts.problem > 0 && !said.skipProblems) throw problem('import.problems', { count: counts.problem });
    if (counts.create + counts.change === 0) throw problem('import.nothing');
    const undo = await plan.write(inside);
    await db
      .updateTable('import_batch')
      .set({ status: 'applied', applied_at: ctx.now(), counts: JSON.stringify(counts), undo: JSON.stringify(undo) })
      .$if(IMPORT_SOURCES[batch.kind].isPersonal === true, (query) => query.set({ content: '' }))
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
  const columns = source.columns(ctx, input).map(({ names: [first = ''] }) => first);
  const rows = await source.template(ctx, input);
  return { fileName: `${kind}.xlsx`, body: await xlsxOf(kind, columns, rows, source.notes?.(ctx, input)) };
}

function markOf(rows: readonly PlannedRow[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 32);
}
