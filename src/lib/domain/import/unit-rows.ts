import { dayFrom } from './cell.ts';
import type { ImportRow, RowNote } from './fate.ts';
import { cleanName, counterName, listed, TYPE_MAX, UNIT_NAME_MAX, unitCode } from '../organisation/names.ts';

/** A unit as a row of a file gives it; null for a column that the file lacks. */
export interface UnitRow {
  readonly number: number;
  readonly code: string;
  readonly name: string;
  readonly type: string;
  /** Code of the unit above; '' = the province. */
  readonly parent: string | null;
  readonly from: string | null;
  readonly counters: readonly string[];
  readonly notes: readonly RowNote[];
}

/** Reads a row, with all that is wrong with it by itself. */
export function unitRow(row: ImportRow): UnitRow {
  const notes: RowNote[] = [...row.notes];
  const text = (key: string) => row.values.get(key) ?? '';
  const note = (code: RowNote['code'], value: string) => notes.push({ code, details: { value } });
  const cleaned = (key: string, max: number) => {
    const clean = cleanName(text(key), max);
    if (clean === null && text(key) !== '')
      note([...text(key)].length > max ? 'too_long' : 'malformed', shortened(text(key)));
    return clean ?? shortened(text(key));
  };
  const code = unitCode(text('code'));
  if (code === null && text('code') !== '') note('malformed', shortened(text('code')));
  const from = dayFrom(text('from'));
  if (from === null && text('from') !== '') note('not_a_day', text('from'));
  const counters = listed(text('counters'));
  for (const counter of counters) if (counterName(counter) === null) note('too_long', shortened(counter));
  return {
    number: row.number,
    code: code ?? shortened(text('code')),
    name: cleaned('name', UNIT_NAME_MAX),
    type: cleaned('type', TYPE_MAX),
    parent: row.values.get('parent')?.normalize('NFC') ?? null,
    from,
    counters: [...new Set(counters.map((counter) => counterName(counter) ?? ''))].filter((name) => name !== ''),
    notes
  };
}

const SHOWN_MAX = 60;
const shortened = (text: string) =>
  [...text].length > SHOWN_MAX ? `${[...text].slice(0, SHOWN_MAX).join('')}…` : text;

/** How far under the province a unit may stand. */
export const DEPTH_MAX = 8;

export interface Placement {
  /** Numbers of the rows that have a place, parents before children. */
  readonly order: readonly number[];
  /** Why the others have none. */
  readonly faults: ReadonlyMap<number, RowNote>;
}

/**
 * Finds the place of new units in the tree: under a unit that exists (`depths`, by code; '' is the province), or under
 * another row. Rows in a circle, under an unknown unit, or too deep have none.
 */
export function placed(rows: readonly UnitRow[], depths: ReadonlyMap<string, number>): Placement {
  const parentOf = (row: UnitRow) => row.parent ?? '';
  const children = Map.groupBy(rows, parentOf);
  const faults = new Map<number, RowNote>();
  const order: number[] = [];
  const open = [...depths].flatMap(([code, depth]) =>
    (children.get(code) ?? []).map((row) => ({ row, depth: depth + 1 }))
  );
  for (const { row, depth } of open) {
    if (depth > DEPTH_MAX) {
      faults.set(row.number, { code: 'too_deep', details: { value: parentOf(row) } });
      continue;
    }
    order.push(row.number);
    open.push(...(children.get(row.code) ?? []).map((child) => ({ row: child, depth: depth + 1 })));
  }
  const done = new Set([...order, ...faults.keys()]);
  const byCode = new Map(rows.map((row) => [row.code, row]));
  for (const row of rows.filter(({ number }) => !done.has(number))) {
    const code = isCircle(byCode, row) ? 'cycle' : 'unknown_unit';
    faults.set(row.number, { code, details: { value: parentOf(row) } });
  }
  return { order, faults };
}

function isCircle(byCode: ReadonlyMap<string, UnitRow>, row: UnitRow): boolean {
  const seen = new Set<string>();
  for (let at = byCode.get(row.parent ?? ''); at && !seen.has(at.code); at = byCode.get(at.parent ?? '')) {
    if (at.code === row.code) return true;
    seen.add(at.code);
  }
  return false;
}
