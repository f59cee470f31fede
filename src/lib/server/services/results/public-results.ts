import { publicationDay } from '../../../domain/publication/publication-day.ts';
import { standingOf, type Standing } from '../../../domain/publication/standing.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { listPublications, withDocument, type Publication, type PublicationHead } from './publications.ts';

export interface PublicVersion extends PublicationHead {
  /** The day on which it became or becomes public. */
  readonly on: string;
}

export interface PublicRound {
  readonly id: string;
  readonly name: string;
  readonly opensOn: string;
  readonly closesOn: string;
  readonly standing: Standing;
  /** Newest first; only those that are public. */
  readonly versions: readonly PublicVersion[];
}

/** Every round that has begun, newest first: what is public of it, and what is late (USERS f3). */
export async function publicRounds(ctx: Context): Promise<readonly PublicRound[]> {
  const publications = await listPublications(ctx);
  return ctx.directory.rounds().map((round) => publicRound(ctx, round, publications));
}

/** One of them. Throws `round.not_found`. */
export async function publicRoundOf(ctx: Context, id: string): Promise<PublicRound> {
  const round = ctx.directory.rounds().find((one) => one.id === id);
  if (!round) throw problem('round.not_found');
  return publicRound(ctx, round, await listPublications(ctx));
}

function publicRound(
  ctx: Context,
  { id, name, opensOn, closesOn, publishOn }: RoundEntry,
  publications: readonly PublicationHead[]
): PublicRound {
  const today = localDay(ctx.now());
  const own = publications.filter(({ round }) => round === id);
  const versions = own.map((head) => ({ ...head, on: publicationDay(localDay(head.madeAt), publishOn) }));
  const first = versions.at(-1);
  return {
    ...{ id, name, opensOn, closesOn },
    standing: standingOf(first ? localDay(first.madeAt) : null, publishOn, today),
    versions: versions.filter(({ on }) => on <= today)
  };
}

/** The day on which a version becomes public. */
export function publicationDayOf(ctx: Context, { round, madeAt }: Pick<Publication, 'round' | 'madeAt'>): string {
  return publicationDay(localDay(madeAt), ctx.directory.round(round).publishOn);
}

export interface PublicResults {
  readonly round: PublicRound;
  readonly publication: Publication;
  readonly on: string;
  /** The newest public version, where this is an older one. */
  readonly supersededBy: number | null;
}

/** A public version. Throws `round.not_found`, `results.not_public`. */
export async function publicResults(ctx: Context, id: string, version: number): Promise<PublicResults> {
  const round = await publicRoundOf(ctx, id);
  const found = round.versions.find((one) => one.version === version);
  if (!found) throw problem('results.not_public');
  const publication = await withDocument(ctx, found);
  const newest = round.versions[0]?.version ?? version;
  return { round, publication, on: found.on, supersededBy: newest === version ? null : newest };
}
