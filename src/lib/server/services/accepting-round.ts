import { counterUnitOn } from '../../domain/organisation/history.ts';
import type { SentResponse } from '../../domain/questionnaire/validate.ts';
import { localDay } from '../../domain/shared/time.ts';
import type { Channel } from '../../domain/tally/lane.ts';
import type { Context } from '../context.ts';
import type { LinkEntry, RoundEntry } from './directory.ts';

/** Channels on which an answer can have waited before it was sent. */
const HELD: readonly Channel[] = ['kiosk', 'paper'];

export interface Accepting {
  readonly round: RoundEntry;
  /** The unit to which the counter belonged when the answer was given. */
  readonly unit: string;
  /** Came when the figures of its round were frozen: it is kept, and does not count. */
  readonly isLate: boolean;
}

/**
 * The round that an answer belongs to; undefined when none takes it. People answer in the open round. What waited in a
 * kiosk or on paper belongs to the round in which it was given: it counts while that is closing, and is late after.
 */
export function acceptingRound(ctx: Context, link: LinkEntry, sent: SentResponse): Accepting | undefined {
  const { id: counter, unit: present } = link.counter;
  const open = ctx.directory.openRound(present);
  const given = HELD.includes(link.channel) ? dayGiven(sent) : null;
  if (given !== null && (!open || given < open.opensOn)) {
    const unit = counterUnitOn(ctx.directory.counterMoves(), counter, present, given);
    const own = ctx.directory
      .rounds()
      .find((round) => round.units.has(unit) && round.opensOn <= given && given <= round.closesOn);
    if (own && own.questionnaire === sent.questionnaire) return { round: own, unit, isLate: own.status === 'closed' };
  }
  return open && { round: open, unit: present, isLate: false };
}

function dayGiven({ answeredAt }: SentResponse): string | null {
  const instant = answeredAt === null ? NaN : Date.parse(answeredAt);
  return Number.isNaN(instant) ? null : localDay(instant);
}
