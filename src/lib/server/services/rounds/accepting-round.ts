import { counterUnitOn } from '../../../domain/organisation/history.ts';
import type { SentResponse } from '../../../domain/questionnaire/validate.ts';
import { DAY_MS, localDay } from '../../../domain/shared/time.ts';
import type { Channel } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import type { LinkEntry, RoundEntry } from '../organisation/directory.ts';

/** Channels on which an answer can have waited before it was sent. */
const HELD: readonly Channel[] = ['kiosk', 'paper'];

/** Beyond it a number of milliseconds is no date, here or in a time zone. */
const CLOCK_MAX = 8.64e15 - DAY_MS;

export interface Accepting {
  readonly round: RoundEntry;
  /** The unit to which the counter belonged when the answer was given. */
  readonly unit: string;
  /** Came when the figures of its round were frozen: it is kept, and does not count. */
  readonly isLate: boolean;
}

/**
 * The round that an answer belongs to; undefined when none takes it. People answer in the open round. What waited in a
 * kiosk or on paper belongs to the round in which it was given: it counts while that is closing, and is late after. A
 * tablet without a network goes on asking when its round is over, and its clock may be wrong by years, even after what is
 * known of it (`clockBehindMs`): an answer whose day finds no round is kept with the newest that asked its questions, late.
 */
export function acceptingRound(
  ctx: Context,
  link: LinkEntry,
  sent: SentResponse,
  clockBehindMs = 0
): Accepting | undefined {
  const { id: counter, unit: present } = link.counter;
  const open = ctx.directory.openRound(present);
  const isHeld = HELD.includes(link.channel);
  const given = isHeld ? dayGiven(sent, clockBehindMs) : null;
  if (given !== null && (!open || given < open.opensOn)) {
    const unit = counterUnitOn(ctx.directory.counterMoves(), counter, present, given);
    const own = roundsOf(ctx, unit).find((round) => round.opensOn <= given && given <= round.closesOn);
    if (own && own.questionnaire === sent.questionnaire) return { round: own, unit, isLate: own.status === 'closed' };
  }
  if (link.channel === 'kiosk' && open?.questionnaire !== sent.questionnaire) {
    const asked = roundsOf(ctx, present).find((round) => round.questionnaire === sent.questionnaire);
    if (asked) return { round: asked, unit: present, isLate: true };
  }
  return open && { round: open, unit: present, isLate: false };
}

const roundsOf = (ctx: Context, unit: string): readonly RoundEntry[] =>
  ctx.directory.rounds().filter((round) => round.units.has(unit));

function dayGiven({ answeredAt }: SentResponse, clockBehindMs: number): string | null {
  const instant = answeredAt === null ? NaN : Date.parse(answeredAt) + clockBehindMs;
  return Number.isNaN(instant) || Math.abs(instant) > CLOCK_MAX ? null : localDay(instant);
}
