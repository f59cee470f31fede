import type { Context } from '../../context.ts';
import type { Directory, RoundEntry } from '../organisation/directory.ts';

/**
 * What was computed of closed rounds, kept in memory: their answers are frozen, so that it holds until the round is
 * reopened (its next closing makes another scorecard) or other transactions are entered. A series of twenty rounds reads
 * then the running one alone.
 */
const kept = new WeakMap<Directory, Map<string, Kept>>();
const KEPT_MAX = 4_000;

interface Kept {
  readonly mark: string;
  readonly found: Promise<unknown>;
}

export type RoundMarks = ReadonlyMap<string, string>;

/** By round, what its figures hang on besides its frozen answers. Two queries, whatever the number of rounds. */
export async function roundMarks(ctx: Context): Promise<RoundMarks> {
  const settled = await ctx.db
    .selectFrom('transactions')
    .select((e) => ['round', 'provisional', e.fn.sum<number>('settled').as('sum'), e.fn.countAll<number>().as('rows')])
    .groupBy(['round', 'provisional'])
    .orderBy('round')
    .orderBy('provisional')
    .execute();
  const versions = await ctx.db
    .selectFrom('scorecard')
    .select((e) => ['round', e.fn.max('version').as('version')])
    .groupBy('round')
    .execute();
  const marks = new Map<string, string>();
  const add = (round: string, text: string) => marks.set(round, `${marks.get(round) ?? ''} ${text}`);
  for (const { round, provisional, sum, rows } of settled) add(round, `${provisional}:${rows}:${sum}`);
  for (const { round, version } of versions) add(round, `v${version}`);
  return marks;
}

/** What is computed of a round, from memory where the round is closed and was computed under the same name before. */
export async function ofRound<T>(
  ctx: Context,
  marks: RoundMarks,
  { round, name }: { readonly round: RoundEntry; readonly name: string },
  compute: () => Promise<T>
): Promise<T> {
  if (round.status !== 'closed') return compute();
  const own = kept.get(ctx.directory) ?? new Map<string, Kept>();
  kept.set(ctx.directory, own);
  const key = `${round.id} ${round.revision} ${name}`;
  const mark = `${marks.get(round.id) ?? ''}|${marks.get(round.previousRound ?? '') ?? ''}`;
  const known = own.get(key);
  // The name says what was computed, and with it of what type it is.
  if (known?.mark === mark) return known.found as Promise<T>;
  const found = compute();
  if (own.size >= KEPT_MAX) own.delete(own.keys().next().value ?? '');
  own.set(key, { mark, found });
  found.catch(() => own.delete(key));
  return found;
}
