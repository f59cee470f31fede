import { parseLane } from '../../../domain/tally/lane.ts';
import { decodeMoments } from '../../../domain/tally/encode.ts';
import { momentsEqual } from '../../../domain/tally/moments.ts';
import { tally } from '../../../domain/tally/score.ts';
import { parseAnswers } from '../submit/answers.ts';
import type { Db } from '../../db/connect.ts';
import type { ResponseRow } from '../../db/schema.ts';
import { snapshot } from '../../db/snapshot.ts';
import { firstBadAuditEntry } from '../audit/audit.ts';
import { cellName, GRAIN_NAMES, type Grain } from '../../db/cell-rows.ts';
import { collect, type Cells, type Contribution } from '../estimate/cells.ts';
import type { Directory } from '../organisation/directory.ts';
import { layoutOf } from '../estimate/layouts.ts';

export interface VerifyReport {
  readonly responses: number;
  readonly cells: Readonly<Record<Grain, number>>;
  /** Cells whose stored moments differ from those rebuilt, by name; empty when moments = rebuild(responses). */
  readonly differences: readonly { readonly grain: Grain; readonly cell: string }[];
  readonly firstBadAuditEntry: number | null;
}

const PAGE = 2_000;
const NO_KEY = { counter: '', respondent_type: '', filing_mode: '', booklet: '', local_day: '' };

/**
 * Rebuilds all moments from the responses, one by one, and compares them with the stored cells. Reads only; on PostgreSQL
 * while the servers write, too.
 */
export function verify(
  db: Db,
  directory: Directory,
  progress: (done: number) => void = () => undefined
): Promise<VerifyReport> {
  return snapshot(db, (inside) => verifyAt(inside, directory, progress));
}

async function verifyAt(db: Db, directory: Directory, progress: (done: number) => void): Promise<VerifyReport> {
  const rebuilt: Record<Grain, Cells> = { unit_moment: new Map(), counter_moment: new Map(), unit_day: new Map() };
  let responses = 0;
  for (let last = ''; ;) {
    const rows = await db.selectFrom('response').selectAll().where('id', '>', last).orderBy('id').limit(PAGE).execute();
    if (rows.length === 0) break;
    const contributions = rows.map((row) => contributionOf(directory, row));
    for (const grain of GRAIN_NAMES) collect(grain, contributions, rebuilt[grain]);
    responses += rows.length;
    last = rows.at(-1)?.id ?? '';
    progress(responses);
  }
  const differences: VerifyReport['differences'][number][] = [];
  for (const grain of GRAIN_NAMES) differences.push(...(await compare(db, grain, rebuilt[grain])));
  return {
    responses,
    cells: {
      unit_moment: rebuilt.unit_moment.size,
      counter_moment: rebuilt.counter_moment.size,
      unit_day: rebuilt.unit_day.size
    },
    differences,
    firstBadAuditEntry: await firstBadAuditEntry(db)
  };
}

/** What a stored response adds to the moments: the same as when it was submitted. */
export function contributionOf(directory: Directory, row: ResponseRow): Contribution {
  const round = directory.round(row.round);
  const layout = layoutOf(directory, round, row.booklet);
  if (!parseLane(row.lane)) throw new Error(`response ${row.id}: unknown lane ${row.lane}`);
  return { key: row, layout, moments: tally(layout, parseAnswers(row.answers), round.design) };
}

async function compare(db: Db, grain: Grain, rebuilt: Cells): Promise<{ grain: Grain; cell: string }[]> {
  const stored = await db.selectFrom(grain).selectAll().execute();
  const left = new Set(rebuilt.keys());
  const differences: { grain: Grain; cell: string }[] = [];
  for (const row of stored) {
    const name = cellName(grain, { ...NO_KEY, ...row });
    const moments = decodeMoments(row.moments);
    const expected = rebuilt.get(name)?.moments ?? moments.map(() => 0); // a cell emptied by a review holds zeros
    if (!momentsEqual(moments, expected)) differences.push({ grain, cell: name.replaceAll('\u0001', '|') });
    left.delete(name);
  }
  return [...differences, ...[...left].map((cell) => ({ grain, cell: cell.replaceAll('\u0001', '|') }))];
}
