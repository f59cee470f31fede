import { DAY_MS } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import { log } from '../../log.ts';

/** Absolute life of a session. */
export const SESSION_MS = 12 * 3_600_000;
/** After an hour without an attempt a delay is over. */
export const DELAY_FORGOTTEN_MS = 3_600_000;
/** Used and expired links are kept a month: "used" is another answer than "never was". */
const LINKS_KEPT_MS = 30 * DAY_MS;

/**
 * Removes what is over of sessions, delays and one-use links. Nobody waits for it, and each has a transaction of its
 * own: a sign-in must not queue for rows that another one removes.
 */
export function tidySignIn(ctx: Context): void {
  const now = ctx.now();
  const past = (work: (db: Db) => Promise<unknown>) =>
    ctx.gate.run(work).catch((error: unknown) => log().error({ err: error }, 'sign-in: cannot tidy up'));
  void past((db) =>
    db
      .deleteFrom('sign_in_delay')
      .where('last_at', '<', now - DELAY_FORGOTTEN_MS)
      .execute()
  );
  void past((db) =>
    db
      .deleteFrom('session')
      .where('created_at', '<', now - SESSION_MS)
      .execute()
  );
  void past((db) =>
    db
      .deleteFrom('one_use_link')
      .where('expires_at', '<', now - LINKS_KEPT_MS)
      .execute()
  );
}
