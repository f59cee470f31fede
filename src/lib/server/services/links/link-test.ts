import type { Context } from '../../context.ts';
import type { LinkEntry } from '../organisation/directory.ts';

/** A poster is hung and tried in an hour or two; a test mode that is forgotten must not drop real answers for long. */
export const TEST_MS = 2 * 3_600_000;

/** Until when the link's answers are tests, in epoch milliseconds; null when they count. By the clock of this moment. */
export function testUntil(ctx: Pick<Context, 'now'>, link: LinkEntry): number | null {
  return link.testUntil !== null && ctx.now() < link.testUntil ? link.testUntil : null;
}
