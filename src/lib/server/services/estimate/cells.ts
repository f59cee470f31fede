import { addMoments, subtractMoments, type Moments } from '../../../domain/tally/moments.ts';
import { decodeMoments, encodeMoments } from '../../../domain/tally/encode.ts';
import { dayMoments } from '../../../domain/tally/day.ts';
import type { MomentLayout } from '../../../domain/tally/layout.ts';
import {
  cellName,
  readCells,
  writeCells,
  type CellKey,
  type CellRow,
  type CellRows,
  type Grain,
  type StoredCells
} from '../../db/cell-rows.ts';
import type { Db } from '../../db/connect.ts';

export interface Contribution {
  readonly key: CellKey;
  readonly layout: MomentLayout;
  readonly moments: Moments;
}

export type Cells = Map<string, { readonly key: CellKey; moments: Moments }>;

/** The moments that a grain keeps of a response. */
export function momentsAt(grain: Grain, { layout, moments }: Contribution): Moments {
  return grain === 'unit_day' ? dayMoments(layout, moments) : moments;
}

/** Adds contributions into cells by grain; the same sums whatever their order. */
export function collect(grain: Grain, contributions: readonly Contribution[], into: Cells = new Map()): Cells {
  for (const contribution of contributions) {
    const name = cellName(grain, contribution.key);
    const moments = momentsAt(grain, contribution);
    const cell = into.get(name);
    if (cell) cell.moments = addMoments(cell.moments, moments);
    else into.set(name, { key: contribution.key, moments });
  }
  return into;
}

/**
 * Adds (or subtracts) contributions to every grain, inside the caller's transaction. Throws when something is subtracted
 * that was never added.
 */
export async function changeCells(
  db: Db,
  contributions: readonly Contribution[],
  sign: 'add' | 'subtract'
): Promise<void> {
  const stored = await readCells(db, emptyCells(contributions));
  await writeChanged(db, stored, contributions, sign);
}

/** Writes what the contributions make of the stored cells, which `readCells` gave in this transaction. */
export async function writeChanged(
  db: Db,
  stored: StoredCells,
  contributions: readonly Contribution[],
  sign: 'add' | 'subtract'
): Promise<void> {
  const change = sign === 'add' ? addMoments : subtractMoments;
  const cells = cellRows(contributions, (grain, name, moments) => {
    const packed = stored[grain].get(name);
    return change(packed ? decodeMoments(packed) : moments.map(() => 0), moments);
  });
  await writeCells(db, cells);
}

/** The cells of the contributions as they are before anything is added. */
export function emptyCells(contributions: readonly Contribution[]): CellRows {
  return cellRows(contributions, (_, __, moments) => moments.map(() => 0));
}

function cellRows(
  contributions: readonly Contribution[],
  momentsOf: (grain: Grain, name: string, moments: Moments) => Moments
): CellRows {
  const at = (grain: Grain): readonly CellRow[] =>
    [...collect(grain, contributions)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { key, moments }]) => ({ key, moments: encodeMoments(momentsOf(grain, name, moments)) }));
  return { unit_moment: at('unit_moment'), counter_moment: at('counter_moment'), unit_day: at('unit_day') };
}
