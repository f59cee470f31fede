import { problem } from '../../../domain/shared/problem.ts';
import { DAY_MS, localDay } from '../../../domain/shared/time.ts';
import { tokenHash } from '../../auth/token.ts';
import type { Actor, Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import { audit } from '../audit/audit.ts';
import { makeOneUse, useOneUse } from '../sign-in/one-use.ts';
import { checkedPassword, insertPerson } from './people.ts';
import { requireSecondFactors } from '../sign-in/second-factor.ts';

const PURPOSE = 'setup';

export interface FirstAdmin {
  readonly name: string;
  readonly account: string;
  readonly password: string;
  readonly repeat: string;
  /** Name of the province, asked where the store has no units yet. */
  readonly province: string;
}

/**
 * The token of a new one-use link, good for 24 hours, as long as nobody can sign in; null afterwards. An earlier link
 * ends. The address is `/setup/<token>`.
 */
export async function firstSetupLink(ctx: Context): Promise<string | null> {
  return ctx.gate.run(async (db) => {
    if (await somebodyExists(db)) return null;
    await db.deleteFrom('one_use_link').where('purpose', '=', PURPOSE).where('used_at', 'is', null).execute();
    return makeOneUse({ ...ctx, db }, { purpose: PURPOSE, person: null, expiresAt: ctx.now() + DAY_MS });
  });
}

/** Whether the link can still be used, and whether the form must ask for the province. Throws `setup.link_used`. */
export async function openSetup(ctx: Context, token: string): Promise<{ readonly needsProvince: boolean }> {
  await requireUnused(ctx, ctx.db, token);
  return { needsProvince: ctx.directory.units().length === 0 };
}

/**
 * Makes the first province administrator, and the root unit where there is none; burns the link in the same
 * transaction, from which on everybody who manages needs a second factor. Throws `setup.link_used`, `password.mismatch` and what `createPerson` throws.
 */
export async function completeSetup(
  ctx: Context,
  token: string,
  sent: FirstAdmin
): Promise<{ readonly id: string; readonly name: string }> {
  await requireUnused(ctx, ctx.db, token);
  if (sent.password !== sent.repeat) throw problem('password.mismatch');
  const hash = await checkedPassword({ ...sent, grants: [] });
  const actor: Actor = { id: 'setup', name: sent.account, grants: [] };
  const id = await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db, actor };
    await requireSecondFactors(inside); // first: of two links at once the second waits here, and then sees somebody
    await requireUnused(ctx, db, token);
    if ((await useOneUse(inside, [PURPOSE], token)) === null) throw problem('setup.link_used');
    const root = await rootUnit(inside, sent.province);
    return insertPerson(inside, { ...sent, grants: [{ role: 'province_admin', unit: root }] }, hash);
  });
  await ctx.directory.reload();
  return { id, name: sent.name };
}

async function requireUnused(ctx: Context, db: Db, token: string): Promise<void> {
  const link = await db
    .selectFrom('one_use_link')
    .select(['expires_at', 'used_at'])
    .where('token_hash', '=', tokenHash(token))
    .where('purpose', '=', PURPOSE)
    .executeTakeFirst();
  const isGood = link && link.used_at === null && link.expires_at > ctx.now() && !(await somebodyExists(db));
  if (!isGood) throw problem('setup.link_used');
}

async function somebodyExists(db: Db): Promise<boolean> {
  return (await db.selectFrom('person').select('id').limit(1).executeTakeFirst()) !== undefined;
}

async function rootUnit(ctx: Context, province: string): Promise<string> {
  const known = await ctx.db
    .selectFrom('unit')
    .select('id')
    .where('id', 'not in', ctx.db.selectFrom('unit_parent').select('unit'))
    .orderBy('code')
    .limit(1)
    .executeTakeFirst();
  if (known) return known.id;
  const name = province.normalize('NFC').trim();
  if (name === '' || name.length > 120) throw problem('person.name_malformed');
  const id = ctx.newId();
  const type = /^thành phố/i.test(name) ? 'thành phố' : 'tỉnh';
  const day = localDay(ctx.now());
  await ctx.db
    .insertInto('unit')
    .values({ id, code: 'province', name, type, valid_from: day, valid_to: null })
    .execute();
  await audit(ctx, 'unit.create', { unit: id, name, type });
  return id;
}
