import { createHash } from 'node:crypto';
import type { Store } from './connect.ts';
import { readCopyMark, removeCopyMark, writeCopyMark } from './copy-mark.ts';
import { hasRows, insertRows, keyOf, removeEmptyHead, rowsAfter, tableSum, type TableSum } from './table-rows.ts';
import { tableShapes, type TableShape } from './table-shapes.ts';

export interface CopyProgress {
  readonly table: string;
  /** Rows copied of the table by this run. */
  readonly rows: number;
}

export interface CopiedTable extends TableSum {
  readonly table: string;
  /** Whether count and checksum are the same on both sides. */
  readonly isSame: boolean;
}

interface Copy {
  readonly from: Store;
  readonly to: Store;
  /** Fingerprint of the source. */
  readonly source: string;
  readonly progress: (at: CopyProgress) => void;
}

/**
 * Copies all data from one database into another, empty and migrated one, page by page, each page with a mark of how far
 * it is: an interrupted copy goes on there. Then reads both sides again and compares; only when all is the same the mark
 * goes, and with it the refusal to serve the target. Throws when the target holds other data. Nobody may write to the
 * source meanwhile; what was written shows as a difference.
 */
export async function copyData(
  of: { from: Store; to: Store; fromAddress: string },
  progress: (at: CopyProgress) => void = () => undefined
): Promise<readonly CopiedTable[]> {
  const { from, to, fromAddress } = of;
  const copy = { from, to, progress, source: createHash('sha256').update(fromAddress).digest('hex') };
  const shapes = await tableShapes();
  if ((await readCopyMark(from.db)) !== null) throw new Error('the source is itself a copy that is not finished');
  await begin(copy, shapes);
  const mark = await readCopyMark(to.db);
  const open = shapes.slice(shapes.findIndex(({ name }) => name === mark?.table));
  for (const [i, shape] of open.entries()) await copyTable(copy, shape, i === 0 ? (mark?.key ?? []) : []);
  const copied: CopiedTable[] = [];
  for (const shape of shapes) copied.push(await compare(copy, shape));
  if (copied.every(({ isSame }) => isSame)) await to.gate.run(removeCopyMark);
  return copied;
}

/** Marks an empty target, or finds the mark of the same copy. */
async function begin({ to, source }: Copy, shapes: readonly TableShape[]): Promise<void> {
  const mark = await readCopyMark(to.db);
  if (mark !== null && mark.from === source) return;
  if (mark !== null) throw new Error('the target holds an unfinished copy of another database: empty it first');
  for (const shape of shapes) {
    if (await hasRows(to.db, shape)) {
      throw new Error(`the target holds data already (table ${shape.name}): name an empty database`);
    }
  }
  const table = shapes[0]?.name ?? '';
  await to.gate.run((db) => writeCopyMark(db, { from: source, table, key: [] }));
}

async function copyTable({ from, to, source, progress }: Copy, shape: TableShape, after: readonly (string | number)[]) {
  let copied = 0;
  for (let key = after; ;) {
    const rows = await rowsAfter(from.db, shape, key.length === 0 ? null : key);
    const last = rows.at(-1);
    if (!last) return;
    key = keyOf(shape, last);
    await to.gate.run(async (db) => {
      await removeEmptyHead(db, shape);
      await insertRows(db, shape, rows);
      await writeCopyMark(db, { from: source, table: shape.name, key: [...key] });
    });
    copied += rows.length;
    progress({ table: shape.name, rows: copied });
  }
}

async function compare({ from, to }: Copy, shape: TableShape): Promise<CopiedTable> {
  const [there, here] = [await tableSum(from.db, shape), await tableSum(to.db, shape)];
  return { table: shape.name, ...there, isSame: there.rows === here.rows && there.sha256 === here.sha256 };
}
