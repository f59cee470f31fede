import * as v from 'valibot';
import { matchColumns, type Chosen } from '../../../domain/import/columns.ts';
import type { FateCounts, ImportRow } from '../../../domain/import/fate.ts';
import { IMPORT_KINDS, IMPORT_STATUSES, type ImportKind, type ImportStatus } from '../../../domain/import/kind.ts';
import { listPage, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { ImportInput, ImportPlan } from '../../imports/source.ts';
import { IMPORT_SOURCES } from '../../imports/sources.ts';
import { importRow } from './import-rows.ts';
import { lacksCells, stagedTable } from './staged-table.ts';

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

export const IMPORT_SORTS = ['newest', 'name'] as const;
type ImportSort = (typeof IMPORT_SORTS)[number];

/** The newest that are read. */
const READ_MAX = 10_000;

interface ImportHead {
  readonly id: string;
  readonly file_name: string;
  readonly staged_at: number;
}

const SHAPE: ListShape<ImportHead, ImportSort> = {
  text: ({ file_name }) => file_name,
  sorts: {
    newest: { key: ({ staged_at }) => staged_at, isDescending: true },
    name: { key: ({ file_name }) => file_name }
  }
};

/** A page of the imports, staged ones too. Their files stand between the columns: only those shown are read whole. */
export async function findImports(ctx: Context, query: ListQuery<ImportSort>): Promise<ListPage<ImportBatch>> {
  requireCan(ctx, 'import.use', ctx.directory.root().id);
  const heads = await ctx.db
    .selectFrom('import_batch')
    .select(['id', 'file_name', 'staged_at'])
    .orderBy('staged_at', 'desc')
    .orderBy('id')
    .limit(READ_MAX)
    .execute();
  const page = listPage(heads, query, SHAPE);
  const ids = page.rows.map(({ id }) => id);
  const rows =
    ids.length === 0 ? [] : await ctx.db.selectFrom('import_batch').select(LISTED).where('id', 'in', ids).execute();
  const batches = new Map(rows.map((row) => [row.id, batchOf(row)]));
  return { ...page, rows: ids.flatMap((id) => batches.get(id) ?? []) };
}

export interface LoadedImport {
  readonly batch: ImportBatch;
  readonly content: string;
  readonly sha256: string;
  readonly chosen: string;
  readonly undo: string | null;
}

/** An import that the actor may use. Throws `import.not_found`, `access.denied`. */
export async function loadImport(ctx: Context, id: string): Promise<LoadedImport> {
  const row = await ctx.db
    .selectFrom('import_batch')
    .select([...LISTED, 'content', 'sha256', 'chosen', 'undo'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw problem('import.not_found');
  const batch = batchOf(row);
  IMPORT_SOURCES[batch.kind].requireAllowed(ctx, batch.input);
  const { content, sha256, chosen, undo } = row;
  return { batch, content, sha256, chosen, undo };
}

/** An import as it would be written now; of one that was written, nothing. */
export async function plannedImport(ctx: Context, id: string) {
  const { batch, content, chosen: said } = await loadImport(ctx, id);
  const nothing: ImportPlan = { rows: [], write: () => Promise.resolve(null) };
  if (batch.status !== 'staged') {
    const match = matchColumns([], []);
    return { batch, specs: [], columns: [], dropped: [], needsFile: false, match, chosen: {}, plan: nothing };
  }
  const source = IMPORT_SOURCES[batch.kind];
  const specs = source.columns(ctx, batch.input);
  const table = stagedTable(content);
  const { columns, rows, dropped = [] } = table;
  const chosen = parseChosen(said);
  const match = matchColumns(specs, columns, chosen);
  const read: readonly ImportRow[] = rows.map((row) => importRow(row, specs, match));
  const needsFile = lacksCells(table, specs, chosen);
  const plan = needsFile || match.missing.length > 0 ? nothing : await source.plan(ctx, batch.input, read, chosen);
  return { batch, specs, columns, dropped, needsFile, match, chosen, plan };
}

const chosenShape = v.record(v.string(), v.string());
export const parseChosen = (json: string): Chosen => v.parse(chosenShape, JSON.parse(json));

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
