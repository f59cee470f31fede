import { problem } from '../../../domain/shared/problem.ts';
import { newToken, tokenHash } from '../../auth/token.ts';
import type { Context } from '../../context.ts';

/** What a one-use link or code is for; `step` and `challenge` are only marked as used. */
export type Purpose = 'setup' | 'invite' | 'recover' | 'recover_code' | 'step' | 'challenge';

/** What a link is for that sets somebody's password. */
export const LINKS_TO_A_PASSWORD = ['invite', 'recover'] as const satisfies readonly Purpose[];

interface New {
  readonly purpose: Purpose;
  /** Whose it is; null for nobody's. */
  readonly person: string | null;
  readonly expiresAt: number;
  readonly token?: string;
}

/** Makes a one-use token inside the caller's transaction; only its hash is stored. */
export async function makeOneUse(
  ctx: Context,
  { purpose, person, expiresAt, token = newToken() }: New
): Promise<string> {
  await ctx.db
    .insertInto('one_use_link')
    .values({ token_hash: tokenHash(token), purpose, expires_at: expiresAt, used_at: null, person })
    .execute();
  return token;
}

/** Ends the unused ones of a person, so that a new one is the only one. */
export async function endOneUse(ctx: Context, purposes: readonly Purpose[], person: string): Promise<void> {
  await ctx.db
    .deleteFrom('one_use_link')
    .where('purpose', 'in', purposes)
    .where('person', '=', person)
    .where('used_at', 'is', null)
    .execute();
}

/** Uses a token, inside the caller's transaction: of a hundred at once one wins. Gives its person; null when it is over. */
export async function useOneUse(
  ctx: Context,
  purposes: readonly Purpose[],
  token: string
): Promise<{ readonly person: string | null; readonly purpose: string } | null> {
  const used = await ctx.db
    .updateTable('one_use_link')
    .set({ used_at: ctx.now() })
    .where('token_hash', '=', tokenHash(token))
    .where('purpose', 'in', purposes)
    .where('used_at', 'is', null)
    .where('expires_at', '>', ctx.now())
    .returning(['person', 'purpose'])
    .executeTakeFirst();
  return used ?? null;
}

/** Marks something that a browser carried as used, inside the caller's transaction. Throws `sign_in.step_over` the second time. */
export async function burn(ctx: Context, purpose: 'step' | 'challenge', id: string, expiresAt: number): Promise<void> {
  const first = await ctx.db
    .insertInto('one_use_link')
    .values({ token_hash: tokenHash(id), purpose, expires_at: expiresAt, used_at: ctx.now(), person: null })
    .onConflict((conflict) => conflict.column('token_hash').doNothing())
    .returning('token_hash')
    .executeTakeFirst();
  if (!first) throw problem('sign_in.step_over');
}
