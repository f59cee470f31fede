import * as v from 'valibot';
import type { Context } from '../../context.ts';
import type { Directory, RoundEntry } from '../organisation/directory.ts';
import { isStored, storedFigures, storeFigures, type FigureKey } from './stored-figures.ts';

/**
 * What was computed of closed rounds, kept in memory and, of large rounds, in the database: their answers are frozen, so
 * that it holds until the round is reopened (its next closing makes another scorecard) or other transactions are entered.
 * A series of twenty rounds reads then the running one alone.
 */
const kept = new WeakMap<Directory, Map<string, Kept>>();
const KEPT_MAX = 4_000;
/** Figures of a unit are some 3 kB: 180 MB, which are three provinces of 1,000 units by twenty rounds. */
const UNITS_MAX = 60_000;

interface Kept {
  readonly mark: string;
  readonly found: Promise<unknown>;
  readonly units: number;
}

export type RoundMarks = ReadonlyMap<string, string>;

/** By round, what its figures hang on besides its frozen answers. Three queries, whatever the number of rounds. */
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
  for (const [round, position] of await lastEntered(ctx)) add(round, `t${position}`);
  for (const { round, version } of versions) add(round, `v${version}`);
  return marks;
}

const enteredShape = v.object({ round: v.string() });

/** By round, the act by which its transactions were entered last: two numbers that change places leave their sum as it was. */
async function lastEntered({ db }: Context): Promise<ReadonlyMap<string, number>> {
  const acts = await db
    .selectFrom('audit_event')
    .select(['position', 'details'])
    .where('act', '=', 'transactions.set')
    .orderBy('position')
    .execute();
  return new Map(acts.map(({ position, details }) => [v.parse(enteredShape, JSON.parse(details)).round, position]));
}

interface Named {
  readonly round: RoundEntry;
  /** Says all that was asked for, and with it of what type the figures are. */
  readonly name: string;
  /** Of how many units it holds figures, where it is a table; each counts against what is kept in memory. */
  readonly units?: number;
  /** Few such names are asked for, by many: they are kept in the database too, for the next server. */
  readonly isShared?: boolean;
}

/** What is computed of a round; where the round is closed, what was computed under the same name before. */
export async function ofRound<T>(ctx: Context, marks: RoundMarks, named: Named, compute: () => Promise<T>): Promise<T> {
  if (named.round.status !== 'closed') return compute();
  return keep(ctx, marks, named, async () => {
    const key = keyOf(marks, named);
    const isStoredToo = named.isShared === true && isStored(ctx);
    const stored = isStoredToo ? await storedFigures(ctx, key) : undefined;
    if (stored !== undefined) return stored;
    const found = await compute();
    if (isStoredToo) await storeFigures(ctx, key, found);
    return found;
  }) as Promise<T>;
}

/** What is kept of a closed round under a name, in memory or in the database; undefined where it was not computed yet. */
export async function knownOfRound<T>(ctx: Context, marks: RoundMarks, named: Named): Promise<T | undefined> {
  if (named.round.status !== 'closed') return undefined;
  const { mark } = keyOf(marks, named);
  const known = kept.get(ctx.directory)?.get(memoryKey(named));
  if (known?.mark === mark) return known.found as Promise<T>;
  if (!isStored(ctx)) return undefined;
  const stored = await storedFigures(ctx, keyOf(marks, named));
  return stored === undefined ? undefined : (keep(ctx, marks, named, () => Promise.resolve(stored)) as Promise<T>);
}

function keep(ctx: Context, marks: RoundMarks, named: Named, make: () => Promise<unknown>): Promise<unknown> {
  const own = kept.get(ctx.directory) ?? new Map<string, Kept>();
  kept.set(ctx.directory, own);
  const [key, { mark }] = [memoryKey(named), keyOf(marks, named)];
  const known = own.get(key);
  const entry = known?.mark === mark ? known : { mark, found: make(), units: named.units ?? 1 };
  own.delete(key);
  own.set(key, entry);
  if (entry === known) return entry.found;
  forgetOldest(own);
  entry.found.catch(() => own.get(key) === entry && own.delete(key));
  return entry.found;
}

/** Those asked for longest ago go first. */
function forgetOldest(own: Map<string, Kept>): void {
  let units = 0;
  for (const one of own.values()) units += one.units;
  for (const [key, one] of own) {
    if (own.size <= KEPT_MAX && units <= UNITS_MAX) return;
    own.delete(key);
    units -= one.units;
  }
}

const memoryKey = ({ round, name }: Named) => `${round.id} ${name}`;

function keyOf(marks: RoundMarks, { round, name }: Named): FigureKey {
  const own = marks.get(round.id) ?? '';
  const before = marks.get(round.previousRound ?? '') ?? '';
  return { round: round.id, name, mark: `${round.revision}|${own}|${before}` };
}
