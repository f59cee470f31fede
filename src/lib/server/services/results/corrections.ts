import { corrections, type Correction } from '../../../domain/publication/corrections.ts';
import type { Context } from '../../context.ts';
import { withDocument } from './publications.ts';
import type { PublicRound } from './public-results.ts';

/** A line of the correction log. */
export interface VersionLog {
  readonly version: number;
  readonly on: string;
  readonly hash: string;
  readonly keptFrom: number | null;
  /** Against the version before; null for the first. */
  readonly changes: readonly Correction[] | null;
}

/** The public versions of a round, newest first, each with what it changed (USERS i3). */
export async function correctionLog(ctx: Context, round: PublicRound): Promise<readonly VersionLog[]> {
  const read = await Promise.all(round.versions.map((version) => withDocument(ctx, version)));
  return round.versions.map(({ version, on, hash }, i) => {
    const own = read[i]?.document;
    const before = read[i + 1]?.document;
    const changes = own && before ? corrections(before, own) : null;
    return { version, on, hash, keptFrom: own?.keptFrom ?? null, changes };
  });
}
