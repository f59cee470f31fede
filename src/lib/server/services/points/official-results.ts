import { allowsSomewhere } from '../../../domain/access/policy.ts';
import { isPrintedText } from '../../../domain/document/plain-text.ts';
import { isOfficialResult, parseMeasure, type OfficialResult } from '../../../domain/par/official-result.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

export interface KeptResult extends OfficialResult {
  /** Grows with each change, so that the second of two editors is told. */
  readonly revision: number;
}

const LIST_MAX = 400;

/** The official results, newest year first; they are published, so that whoever sees figures sees them. */
export async function officialResults(ctx: Context): Promise<readonly KeptResult[]> {
  if (!allowsSomewhere(ctx.actor.grants, 'overview.read')) throw problem('access.denied');
  const rows = await ctx.db
    .selectFrom('official_result')
    .selectAll()
    .orderBy('year', 'desc')
    .orderBy('measure')
    .limit(LIST_MAX)
    .execute();
  return rows.flatMap(({ measure: name, rank_of: rankOf, published_on: publishedOn, ...row }) => {
    const measure = parseMeasure(name);
    return measure ? [{ ...row, measure, rankOf, publishedOn }] : [];
  });
}

/**
 * Writes down a result, or corrects the one of that year and measure, of which `revision` was seen (null: there was none).
 * What stood there before is kept in the audit. Throws `official.malformed`, `official.edited`.
 */
export async function saveOfficialResult(
  ctx: Context,
  result: OfficialResult | null,
  revision: number | null
): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  if (!result || !isOfficialResult(result, localDay(ctx.now())) || !isPrintedText(result.source))
    throw problem('official.malformed');
  const { year, measure, value, max, rank, rankOf: rank_of, publishedOn: published_on } = result;
  const row = { year, measure, value, max, rank, rank_of, source: result.source.normalize('NFC').trim(), published_on };
  await ctx.gate.run(async (db) => {
    const before = await keptAt({ ...ctx, db }, result);
    if ((before?.revision ?? null) !== revision) throw problem('official.edited');
    await db.deleteFrom('official_result').where('year', '=', year).where('measure', '=', measure).execute();
    await db
      .insertInto('official_result')
      .values({ ...row, revision: (revision ?? 0) + 1 })
      .execute();
    await audit({ ...ctx, db }, 'official.save', {
      year,
      measure,
      before: before ? wordsOf(before) : '–',
      after: wordsOf(row)
    });
  });
}

/** Takes a result away that was written down by mistake; the audit keeps it. Throws `official.edited`. */
export async function removeOfficialResult(
  ctx: Context,
  of: { readonly year: number; readonly measure: string; readonly revision: number }
): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    const before = await keptAt({ ...ctx, db }, of);
    if (!before || before.revision !== of.revision) throw problem('official.edited');
    await db.deleteFrom('official_result').where('year', '=', of.year).where('measure', '=', of.measure).execute();
    await audit({ ...ctx, db }, 'official.remove', { year: of.year, measure: of.measure, before: wordsOf(before) });
  });
}

function keptAt({ db }: Context, { year, measure }: { readonly year: number; readonly measure: string }) {
  return db
    .selectFrom('official_result')
    .selectAll()
    .where('year', '=', year)
    .where('measure', '=', measure)
    .executeTakeFirst();
}

interface Row {
  readonly value: number;
  readonly max: number;
  readonly rank: number | null;
  readonly rank_of: number | null;
  readonly source: string;
  readonly published_on: string;
}

/** A result as one line of the audit. */
function wordsOf({ value, max, rank, rank_of, source, published_on }: Row): string {
  const ranked = rank === null ? '' : `, ${rank} / ${rank_of}`;
  return `${value} / ${max}${ranked}, ${published_on}, ${source}`;
}
