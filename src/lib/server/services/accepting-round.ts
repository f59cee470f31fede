import type { SentResponse } from '../../domain/questionnaire/validate.ts';
import { localDay } from '../../domain/shared/time.ts';
import type { Channel } from '../../domain/tally/lane.ts';
import type { Context } from '../context.ts';
import type { LinkEntry, RoundEntry } from './directory.ts';

/** Channels on which an answer can have waited before it was sent. */
const HELD: readonly Channel[] = ['kiosk', 'paper'];

export interface Accepting {
  readonly round: RoundEntry;
  /** Came when the figures of its round were frozen: it is kept, and does not count. */
  readonly isLate: boolean;
}

/**
 * The round that an answer belongs to; undefined when none takes it. People answer in the open round. What waited in a
 * kiosk or on paper belongs to the round in which it was given: it counts while that is closing, and is late after.
 */
export function acceptingRound(ctx: Context, link: LinkEntry, sent: SentResponse): Accepting | undefined {
  const { unit } = link.counter;
  const open = ctx.directory.openRound(unit);
  const given = HELD.includes(link.channel) ? dayGiven(sent) : null;
  if (given !== null && (!open || given < open.opensOn)) {
    const own = ctx.directory
      .rounds()
      .find((round) => round.units.has(unit) && round.opensOn <= given && given <= round.closesOn);
    if (own && own.questionnaire === sent.questionnaire) return { round: own, isLate: own.status === 'closed' };
  }
  return open && { round: open, isLate: false };
}

function dayGiven({ answeredAt }: SentResponse): string | null {
  const instant = answeredAt === null ? NaN : Date.parse(answeredAt);
  return Number.isNaN(instant) ? null : localDay(instant);
}
