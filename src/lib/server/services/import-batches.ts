import * as v from 'valibot';
import { matchColumns } from '../../domain/import/columns.ts';
import type { FateCounts, ImportRow } from '../../domain/import/fate.ts';
import { IMPORT_KINDS, IMPORT_STATUSES, type ImportKind, type ImportStatus } from '../../domain/import/kind.ts';
import { assert } from '../../domain/shared/assert.ts';
import { problem } from '../../domain/shared/problem.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import type { ImportInput, ImportPlan } from '../imports/source.ts';
import { IMPORT_SOURCES } from '../imports/sources.ts';
import { importRow } from './import-rows.ts';

export interface ImportBatch {
  readonly id: string;
  readonly kind: ImportKind;
  readonly input: ImportInput;
  readonly fileName: string;
  readonly actor: string;
  readonly stagedAt: number;
  readonly appliedAt: number | null;
  readonly status: ImportStatus;
  readonly counts: FateCounts | null;
}

const LIST_MAX = 100;

/** The newest imports, staged ones too. */
export async function listImports(ctx: Context): Promise<readonly ImportBatch[]> {
  requireCan(ctx, 'import.use', ctx.directory.root().id);
  const rows = await ctx.db
    .selectFrom('import_batch')
    .select(LISTED)
    .orderBy('staged_at', 'desc')
    .limit(LIST_MAX)
    .execute();
  return rows.map(batchOf);
}

export interface LoadedImport {
  readonly batch: ImportBatch;
  readonly content: string;
  readonly chosen: string;
  readonly undo: string | null;
}

/** An import that the actor may use. Throws `import.not_found`, `access.denied`. */
export async function loadImport(ctx: Context, id: string): Promise<LoadedImport> {
  const row = await ctx.db
    .selectFrom('import_batch')
    .select([...LISTED, 'content', 'chosen', 'undo'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw problem('import.not_found');
  const batch = batchOf(row);
  IMPORT_SOURCES[batch.kind].requireAllowed(ctx, batch.input);
  return { batch, content: row.content, chosen: row.chosen, undo: row.undo };
}

const tableShape = v.object({
  columns: v.array(v.string()),
  rows: v.array(v.object({ number: v.number(), cells: v.array(v.string()), oddities: v.array(oddityShape()) }))
});

function oddityShape() {
  return v.variant('kind', [
    v.object({ kind: v.picklist(['formula', 'cell_error']), column: v.string() }),
    v.object({ kind: v.literal('merged') })
  ]);
}

/** An import as it would be written now. */
export async function plannedImport(ctx: Context, id: string) {
  const { batch, content, chosen } = await loadImport(ctx, id);
  const { columns, rows } = v.parse(tableShape, JSON.parse(content));
  const source = IMPORT_SOURCES[batch.kind];
  const match = matchColumns(source.columns, columns, v.parse(v.record(v.string(), v.string()), JSON.parse(chosen)));
  const nothing: ImportPlan = { rows: [], write: () => Promise.resolve(null) };
  const read: readonly ImportRow[] = rows.map((row) => importRow(row, source.columns, match));
  const plan = match.missing.length > 0 ? nothing : await source.plan(ctx, batch.input, read);
  return { batch, columns, match, plan };
}

/** Throws `import.not_found` for a kind that is none. */
export function kindOf(name: string): ImportKind {
  const kind = IMPORT_KINDS.find((known) => known === name);
  if (!kind) throw problem('import.not_found');
  return kind;
}

const LISTED = ['id', 'kind', 'input', 'file_name', 'actor', 'staged_at', 'applied_at', 'status', 'counts'] as const;

interface ListedRow {
  readonly id: string;
  readonly kind: string;
  readonly input: string;
  readonly file_name: string;
  readonly actor: string;
  readonly staged_at: number;
  readonly applied_at: number | null;
  readonly status: string;
  readonly counts: string | null;
}

const countsShape = v.object({ create: v.number(), change: v.number(), same: v.number(), problem: v.number() });

function batchOf(row: ListedRow): ImportBatch {
  const status = IMPORT_STATUSES.find((known) => known === row.status);
  assert(status !== undefined, 'an import has a status', { id: row.id });
  return {
    ...{ id: row.id, kind: kindOf(row.kind), fileName: row.file_name, actor: row.actor, status },
    ...{ stagedAt: row.staged_at, appliedAt: row.applied_at },
    input: v.parse(v.record(v.string(), v.string()), JSON.parse(row.input)),
    counts: row.counts === null ? null : v.parse(countsShape, JSON.parse(row.counts))
  };
}
