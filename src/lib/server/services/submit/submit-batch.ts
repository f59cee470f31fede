import type { SentResponse } from '../../../domain/questionnaire/validate.ts';
import type { ProblemNote } from '../../../domain/shared/problem.ts';
import type { Db } from '../../db/connect.ts';
import { insertResponses, type NewResponse } from '../../db/new-responses.ts';
import { inParts } from '../../db/parts.ts';
import { emptyCells, writeChanged, type Contribution } from '../estimate/cells.ts';
import { burnCodes, requireStored, type LiveCode } from '../codes/response-codes.ts';
import { keepAside } from './response-aside.ts';

export type SubmitStatus = 'stored' | 'duplicate' | 'conflict' | 'refused';

export interface SubmitResult {
  readonly id: string | null;
  readonly status: SubmitStatus;
  readonly receipt: string | null;
  readonly problems: readonly ProblemNote[];
}

/** A response that may be stored, with everything the transaction needs. */
export interface Prepared extends NewResponse {
  readonly kind: 'prepared';
  readonly sent: SentResponse;
  readonly contribution: Contribution;
  /** The one-time code that it uses; null without one. */
  readonly code: LiveCode | null;
}

/** A response that may not; if its id is known already it is a repeat all the same. */
export interface Refused {
  readonly kind: 'refused';
  readonly id: string | null;
  readonly hash: string | null;
  readonly problems: readonly ProblemNote[];
}

type Item = Prepared | Refused;
type Known = ReadonlyMap<string, { readonly payload_hash: string; readonly receipt: string }>;

/**
 * Stores what several submissions brought, as one batch: new responses with one insertion, and the sum of what they add
 * to each cell once. Gives each submission the results of its own items, in order.
 */
export async function storeTogether(
  db: Db,
  submissions: readonly (readonly Item[])[]
): Promise<readonly (readonly SubmitResult[])[]> {
  const items = submissions.flat();
  const { stored, spent } = await storeNew(db, items);
  const known = await knownResponses(db, items, stored);
  const withoutSpent = (item: Item): Item => (spent.has(item) ? refusedFor(item) : item);
  const results: (readonly SubmitResult[])[] = [];
  for (const submission of submissions) {
    const own: SubmitResult[] = [];
    for (const item of submission) own.push(await resultOf(db, withoutSpent(item), stored, known));
    results.push(own);
  }
  return results;
}

/** What is left of a response whose one-time code another has used. */
function refusedFor(item: Item): Item {
  if (item.kind === 'refused') return item;
  const { id, payload_hash: hash } = item.row;
  return { kind: 'refused', id, hash, problems: [{ code: 'code.gone', at: 'code' }] };
}

interface Storing {
  readonly stored: ReadonlySet<Item>;
  /** Not stored, for their one-time code was used meanwhile. */
  readonly spent: ReadonlySet<Item>;
}

/** Stores the first response of each id, unless the database has the id already or its code is used. */
async function storeNew(db: Db, items: readonly Item[]): Promise<Storing> {
  const first = new Map<string, Prepared>();
  for (const item of items) if (item.kind === 'prepared' && !first.has(item.row.id)) first.set(item.row.id, item);
  // In the order of the random ids: two servers wait for each other in one direction only, and the order of arrival is lost.
  const sorted = [...first.values()].sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
  const { burned, spent } = await burnCodes(db, sorted);
  const fresh = sorted.filter((item) => !spent.has(item));
  const { ids, cells } = await insertResponses(db, fresh, emptyCells(fresh.map(({ contribution }) => contribution)));
  requireStored(burned, ids);
  const stored = fresh.filter(({ row }) => ids.has(row.id));
  const contributions = stored.map(({ contribution }) => contribution);
  if (contributions.length > 0) await writeChanged(db, cells, contributions, 'add');
  return { stored: new Set(stored), spent };
}

/** Of the items that were not stored, what the database has under their ids. */
async function knownResponses(db: Db, items: readonly Item[], stored: ReadonlySet<Item>): Promise<Known> {
  const ids = items.flatMap((item) => {
    const id = item.kind === 'prepared' ? item.row.id : item.hash === null ? null : item.id;
    return id === null || stored.has(item) ? [] : [id];
  });
  const known = new Map<string, { readonly payload_hash: string; readonly receipt: string }>();
  for (const part of inParts([...new Set(ids)])) {
    const rows = await db
      .selectFrom('response')
      .select(['id', 'payload_hash', 'receipt'])
      .where('id', 'in', part)
      .execute();
    for (const row of rows) known.set(row.id, row);
  }
  return known;
}

/**
 * A retry of a stored response keeps its receipt, even where it would be refused today (round closed since, link
 * revoked). Other content under the id of a stored response is kept aside.
 */
async function resultOf(db: Db, item: Item, stored: ReadonlySet<Item>, known: Known): Promise<SubmitResult> {
  if (item.kind === 'prepared' && stored.has(item)) {
    return { id: item.row.id, status: 'stored', receipt: item.row.receipt, problems: [] };
  }
  const [id, hash] = item.kind === 'prepared' ? [item.row.id, item.row.payload_hash] : [item.id, item.hash];
  const before = id === null || hash === null ? undefined : known.get(id);
  if (before && before.payload_hash === hash) return { id, status: 'duplicate', receipt: before.receipt, problems: [] };
  if (item.kind === 'refused') return { id, status: 'refused', receipt: null, problems: item.problems };
  await keepAside(db, item.row, item.sent);
  return { id, status: 'conflict', receipt: null, problems: [{ code: 'response.conflict', at: 'id' }] };
}
