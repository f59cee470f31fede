import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Context } from '../../context.ts';
import { log } from '../../log.ts';
import { programEdition } from '../../release/edition.ts';
import { isLarge } from './kept-views.ts';

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

export interface FigureKey {
  readonly round: string;
  readonly name: string;
  /** What they hang on besides the frozen answers. */
  readonly mark: string;
}

/** Whether figures are kept in the database at all: those of small rounds are computed sooner. */
export function isStored(ctx: Context): boolean {
  return isLarge(ctx) && programEdition(ctx.config.programDir) !== null;
}

/** What this edition of the program kept under a name; undefined where nothing holds any more. */
export async function storedFigures(ctx: Context, { round, name, mark }: FigureKey): Promise<unknown> {
  const row = await ctx.db
    .selectFrom('round_figure')
    .select('figures')
    .where('round', '=', round)
    .where('name', '=', name)
    .where('mark', '=', markOf(ctx, mark))
    .executeTakeFirst();
  if (!row) return undefined;
  try {
    return deserialize(await unpack(row.figures));
  } catch {
    return undefined; // of another Node: they are computed again
  }
}

/** Keeps figures in place of those before. Where that fails they are computed again, and the log says so. */
export async function storeFigures(ctx: Context, { round, name, mark }: FigureKey, figures: unknown): Promise<void> {
  try {
    const row = { mark: markOf(ctx, mark), figures: await pack(serialize(figures), { level: 1 }) };
    await ctx.gate.run((db) =>
      db
        .insertInto('round_figure')
        .values({ round, name, ...row })
        .onConflict((conflict) => conflict.columns(['round', 'name']).doUpdateSet(row))
        .execute()
    );
  } catch (error) {
    log().warn({ err: error, round }, 'figures: cannot be kept');
  }
}

function markOf(ctx: Context, mark: string): string {
  return `${programEdition(ctx.config.programDir)} ${mark}`;
}
