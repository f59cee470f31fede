import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { documentHash } from '../submit/payload.ts';

/** A document that is to be frozen, with the name that people know it by. */
export interface NewPublication {
  readonly table: 'questionnaire_version' | 'criteria_set';
  readonly document: { readonly id: string; readonly version: string };
  readonly name: string;
}

/**
 * Freezes a document under its hash, inside a transaction of the caller, who has checked it and the permission, and
 * reloads the directory afterwards. False when this very content is published already: then nothing is written.
 */
export async function publishDocument(ctx: Context, { table, document, name }: NewPublication): Promise<boolean> {
  const hash = documentHash(document);
  const row = { hash, document: JSON.stringify(document), published_at: ctx.now() };
  const written = await ctx.db
    .insertInto(table)
    .values(row)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('hash')
    .executeTakeFirst();
  if (!written) return false;
  await ctx.db.insertInto('publication').values({ hash, name, publisher: ctx.actor.id }).execute();
  await audit(ctx, `${table}.publish`, { hash, id: document.id, version: document.version, name });
  return true;
}

export interface Publication {
  readonly hash: string;
  readonly name: string;
  readonly publishedAt: number;
  /** Name of the person; null for what the program published, and for what was published before names were kept. */
  readonly publisher: string | null;
}

/** What is known of the published documents of a kind beside their content, newest first. The directory then has each. */
export async function publicationsOf(ctx: Context, table: NewPublication['table']): Promise<readonly Publication[]> {
  const rows = await ctx.db
    .selectFrom(table)
    .leftJoin('publication', 'publication.hash', `${table}.hash`)
    .leftJoin('person', 'person.id', 'publication.publisher')
    .select([`${table}.hash`, `${table}.published_at`, 'publication.name', 'person.name as publisher'])
    .orderBy(`${table}.published_at`, 'desc')
    .orderBy(`${table}.hash`)
    .limit(PUBLICATIONS_MAX)
    .execute();
  if (rows.some(({ hash }) => !ctx.directory.hasDocument(hash))) await ctx.directory.reload();
  return rows.map(({ hash, published_at, name, publisher }) => ({
    ...{ hash, publisher, publishedAt: published_at, name: name ?? '' }
  }));
}

const PUBLICATIONS_MAX = 2_000;

/** A page of a list that is held in memory, after the entry with the key `after`. */
export function pageAfter<T>(
  list: readonly T[],
  of: { readonly after: string | null; readonly keyOf: (entry: T) => string; readonly size: number }
): { readonly shown: readonly T[]; readonly next: string | null } {
  const start = of.after === null ? 0 : list.findIndex((entry) => of.keyOf(entry) === of.after) + 1;
  const shown = list.slice(start, start + of.size);
  const last = shown.at(-1);
  return { shown, next: last !== undefined && start + of.size < list.length ? of.keyOf(last) : null };
}
