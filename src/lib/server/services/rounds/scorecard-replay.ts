import * as v from 'valibot';
import { replayDifferences } from '../../../domain/round/replay.ts';
import { parseRoundStatus } from '../../../domain/round/status.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { snapshot } from '../../db/snapshot.ts';
import { figuresInTurn } from '../estimate/figures-in-turn.ts';
import { momentsHash, scorecardDocument, scorecardsOf } from './scorecards.ts';

export interface Replay {
  readonly round: string;
  readonly version: number;
  /** The kept document has its hash, and every figure is the same to the last bit. */
  readonly isSame: boolean;
  /** Paths in the document, the first few; `hash` where the document is not the one that was kept. */
  readonly differences: readonly string[];
  /** Answers came after the figures were frozen; they do not count, but are in how many were received. */
  readonly isLater: boolean;
}

/** What answers that come late may change, though they do not count. */
const LATER = ['received', 'responses', 'moments'];
/** A name or a code that was corrected since changes no figure; what was kept of them, the hash covers. */
const NAMES = ['title', 'code'];
const SHOWN_MAX = 5;
const keptStatus = v.object({ round: v.object({ status: v.string() }) });

/**
 * Computes the newest scorecard of a closed round again from the stored sums and compares it with the kept one; null where
 * there is none. Earlier versions were of other sums.
 */
export async function replayScorecard(ctx: Context, id: string): Promise<Replay | null> {
  requireCan(ctx, 'scorecard.read', ctx.directory.root().id);
  const round = ctx.directory.round(id);
  const [card] = round.status === 'closed' ? await scorecardsOf(ctx, id) : [];
  if (!card) return null;
  return figuresInTurn(() =>
    snapshot(ctx.db, async (db) => {
      const inside = { ...ctx, db };
      const first = v.safeParse(keptStatus, card.document.estimates[0]);
      const status = first.success ? parseRoundStatus(first.output.round.status) : undefined;
      const asThen = { ...round, status: status ?? round.status };
      const again: unknown = JSON.parse(
        JSON.stringify(await scorecardDocument(inside, asThen, card.document.responses))
      );
      const isLater = (await momentsHash(inside, id)) !== card.document.moments;
      const apart = new Set([...NAMES, ...(isLater ? LATER : [])]);
      const found = replayDifferences(card.document, again, { apart, max: SHOWN_MAX });
      const differences = [...(card.isWhole ? [] : ['hash']), ...found.map(({ at }) => at)];
      return { round: id, version: card.version, isSame: differences.length === 0, differences, isLater };
    })
  );
}

/** The newest scorecards of all rounds, replayed one after the other. */
export async function replayAll(ctx: Context): Promise<readonly Replay[]> {
  const replays: Replay[] = [];
  for (const { id } of ctx.directory.rounds()) {
    const replay = await replayScorecard(ctx, id);
    if (replay) replays.push(replay);
  }
  return replays;
}
