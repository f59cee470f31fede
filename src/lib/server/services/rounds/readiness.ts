import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';

/** Reads the store. Throws `store.failed` when it cannot be read. */
export async function requireReady(ctx: Context): Promise<void> {
  try {
    await ctx.db.selectFrom('setting').select('name').limit(1).execute();
  } catch (cause) {
    throw Object.assign(problem('store.failed'), { cause });
  }
}
