import * as v from 'valibot';
import { PUBLIC_FLOOR } from '../../../domain/access/policy.ts';
import { mayStandBeside, type UnitSize } from '../../../domain/publication/replacement.ts';
import { parseResults, resultsDocument, type ResultsDocument } from '../../../domain/publication/results-document.ts';
import { canonicalJson } from '../../../domain/shared/canonical.ts';
import type { Context } from '../../context.ts';
import { documentHash } from '../submit/payload.ts';
import type { FrozenResults } from './results-document.ts';

const size = v.object({ n: v.number(), sums: v.string() });
const frozen = v.object({ document: resultsDocument, sizes: v.record(v.string(), size) });

/** A version of a round's results, frozen; whether it is public yet is a matter of the day (`public-results.ts`). */
export interface Publication {
  readonly round: string;
  readonly version: number;
  readonly madeAt: number;
  readonly hash: string;
  readonly document: ResultsDocument;
}

/** The frozen results as the outcome of a job. */
export function frozenAsJson({ document, sizes }: FrozenResults): v.InferOutput<typeof frozen> {
  return { document, sizes: Object.fromEntries(sizes) };
}

/**
 * Keeps the results of a version beside its scorecard, inside the caller's transaction; gives their hash. Where the
 * correction is too small to be told apart, the figures of the version before stay (`mayStandBeside`).
 */
export async function keepResults(ctx: Context, round: string, version: number, result: unknown): Promise<string> {
  const { document: computed, sizes } = v.parse(frozen, result);
  const before = await lastKept(ctx, round);
  const isTold = before === null || mayStandBeside(before.sizes, new Map(Object.entries(sizes)), PUBLIC_FLOOR.minimum);
  const document = isTold ? computed : { ...before.document, keptFrom: before.document.keptFrom ?? before.version };
  const hash = documentHash(document);
  const told = isTold ? JSON.stringify(sizes) : JSON.stringify(Object.fromEntries(before.sizes));
  const row = { round, version, made_at: ctx.now(), document: canonicalJson(document), hash, sizes: told };
  await ctx.db.insertInto('round_results').values(row).execute();
  return hash;
}

async function lastKept(ctx: Context, round: string) {
  const row = await ctx.db
    .selectFrom('round_results')
    .select(['version', 'document', 'sizes'])
    .where('round', '=', round)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const sizes = v.parse(v.record(v.string(), size), JSON.parse(row.sizes));
  return {
    version: row.version,
    document: parseResults(row.document),
    sizes: new Map<string, UnitSize>(Object.entries(sizes))
  };
}

/** A publication without its document. */
export type PublicationHead = Omit<Publication, 'document'>;

/** The versions of all rounds without their documents, newest first: read from an index alone (`round_results_head`). */
export async function listPublications(ctx: Context): Promise<readonly PublicationHead[]> {
  const rows = await ctx.db
    .selectFrom('round_results')
    .select(['round', 'version', 'made_at', 'hash'])
    .orderBy('made_at', 'desc')
    .orderBy('version', 'desc')
    .execute();
  return rows.map(({ made_at: madeAt, ...row }) => ({ ...row, madeAt }));
}

/** A version with its document; null where there is none. */
export async function readPublication(ctx: Context, round: string, version: number): Promise<Publication | null> {
  const head = (await listPublications(ctx)).find((one) => one.round === round && one.version === version);
  return head ? withDocument(ctx, head) : null;
}

/** Documents never change, so that one that was read is kept by its hash: a page costs no parsing. */
const KEPT_MAX = 16;
const kept = new Map<string, ResultsDocument>();

/** A version that is there, with its document. */
export async function withDocument(ctx: Context, head: PublicationHead): Promise<Publication> {
  const { round, version, madeAt, hash } = head;
  const document = kept.get(hash) ?? (await readDocument(ctx, head));
  kept.delete(hash);
  kept.set(hash, document);
  for (const oldest of kept.keys()) if (kept.size > KEPT_MAX) kept.delete(oldest);
  return { round, version, madeAt, hash, document };
}

async function readDocument(ctx: Context, { round, version }: PublicationHead): Promise<ResultsDocument> {
  const row = await ctx.db
    .selectFrom('round_results')
    .select('document')
    .where('round', '=', round)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  return parseResults(row.document);
}
