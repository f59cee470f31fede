import * as v from 'valibot';
import { matchColumns, type Chosen, type ColumnSpec } from '../../../domain/import/columns.ts';
import type { Table } from '../../table-file/table.ts';

/** A file as it is kept until it is written. */
export interface StagedTable extends Table {
  /** Columns whose cells were not kept. */
  readonly dropped?: readonly string[] | undefined;
}

const oddityShape = v.variant('kind', [
  v.object({ kind: v.picklist(['formula', 'cell_error']), column: v.string() }),
  v.object({ kind: v.literal('merged') })
]);

const tableShape = v.object({
  columns: v.array(v.string()),
  rows: v.array(v.object({ number: v.number(), cells: v.array(v.string()), oddities: v.array(oddityShape) })),
  dropped: v.optional(v.array(v.string()))
});

export const stagedTable = (content: string): StagedTable => v.parse(tableShape, JSON.parse(content));

/** The table without the cells of columns that nothing is taken from: they may hold names and telephone numbers. */
export function withoutUnused(table: StagedTable, specs: readonly ColumnSpec[], chosen: Chosen): StagedTable {
  const { at } = matchColumns(specs, table.columns, chosen);
  const used = new Set(at.values());
  const dropped = new Set(table.columns.filter((_, i) => !used.has(i)));
  for (const name of table.dropped ?? []) dropped.add(name);
  return {
    columns: table.columns,
    rows: table.rows.map(({ number, cells, oddities }) => ({
      number,
      cells: cells.map((cell, i) => (used.has(i) ? cell : '')),
      oddities: oddities.filter((oddity) => oddity.kind === 'merged' || !dropped.has(oddity.column))
    })),
    dropped: [...dropped]
  };
}

/** Whether a column is taken whose cells were not kept. */
export function lacksCells(
  { columns, dropped = [] }: StagedTable,
  specs: readonly ColumnSpec[],
  chosen: Chosen
): boolean {
  const { at } = matchColumns(specs, columns, chosen);
  return [...at.values()].some((place) => dropped.includes(columns[place] ?? ''));
}
