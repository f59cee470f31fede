import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import { newToken, tokenHash } from '../../auth/token.ts';
import type { Actor, Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { grantsOf } from './sessions.ts';

const NAME_MAX = 120;

/**
 * Makes an API token of an account, `hl_…`. It acts with the person's grants; it is shown once, only its hash is kept.
 * Throws `person.not_found`, `person.name_malformed`.
 */
export async function createToken(ctx: Context, account: string, name: string): Promise<string> {
  requireCan(ctx, 'token.manage', ctx.directory.root().id);
  if (name.trim() === '' || name.length > NAME_MAX) throw problem('person.name_malformed');
  const token = `hl_${newToken()}`;
  await ctx.gate.run(async (db) => {
    const person = await db
      .selectFrom('person')
      .select('id')
      .where('account', '=', account)
      .where('disabled', '=', 0)
      .executeTakeFirst();
    if (!person) throw problem('person.not_found');
    await db
      .insertInto('api_token')
      .values({
        token_hash: tokenHash(token),
        person: person.id,
        name: name.trim(),
        created_at: ctx.now(),
        revoked_at: null
      })
      .execute();
    await audit({ ...ctx, db }, 'token.create', { person: person.id, name: name.trim() });
  });
  return token;
}

/** Revokes the tokens of an account by their name; gives how many there were. Throws `person.not_found`. */
export async function revokeTokens(ctx: Context, account: string, name: string): Promise<number> {
  requireCan(ctx, 'token.manage', ctx.directory.root().id);
  return ctx.gate.run(async (db) => {
    const person = await db.selectFrom('person').select('id').where('account', '=', account).executeTakeFirst();
    if (!person) throw problem('person.not_found');
    const revoked = await db
      .updateTable('api_token')
      .set({ revoked_at: ctx.now() })
      .where('person', '=', person.id)
      .where('name', '=', name)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    await audit({ ...ctx, db }, 'token.revoke', { person: person.id, name });
    return Number(revoked.numUpdatedRows);
  });
}

/** The person of a living token; null when it is unknown or revoked, or the person disabled. */
export async function actorOfToken(ctx: Context, token: string): Promise<Actor | null> {
  const person = await ctx.db
    .selectFrom('api_token')
    .innerJoin('person', 'person.id', 'api_token.person')
    .select(['person.id', 'person.name'])
    .where('api_token.token_hash', '=', tokenHash(token))
    .where('api_token.revoked_at', 'is', null)
    .where('person.disabled', '=', 0)
    .executeTakeFirst();
  return person ? { ...person, grants: await grantsOf(ctx.db, person.id) } : null;
}
