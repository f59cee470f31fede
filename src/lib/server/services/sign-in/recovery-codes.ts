import { createHmac, randomInt } from 'node:crypto';
import { derivedKey } from '../../auth/seal.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { requireFreshSession } from './second-factor.ts';

const CODES = 10;
/** Crockford's 32 letters and digits: none is mistaken for another. Twelve are 60 bits. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** A code to read and type: `XXXX-XXXX-XXXX`. */
export function newCode(): string {
  const code = Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/** A code as it was typed, without the marks between its groups; O, I and L are read as people mean them. */
export function plainCode(typed: string): string {
  return typed
    .slice(0, 40)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** Ten new recovery codes of the actor, shown once; the earlier ones end. Throws `access.sign_in_again`. */
export async function renewRecoveryCodes(ctx: Context): Promise<readonly string[]> {
  requireFreshSession(ctx);
  return ctx.gate.run(async (db) => {
    const codes = await insertRecoveryCodes({ ...ctx, db });
    await audit({ ...ctx, db }, 'factor.codes_renew', { person: ctx.actor.id });
    return codes;
  });
}

/** The same inside the caller's transaction, who has checked and audits. */
export async function insertRecoveryCodes(ctx: Context): Promise<readonly string[]> {
  const person = ctx.actor.id;
  const codes = Array.from({ length: CODES }, newCode);
  await ctx.db.deleteFrom('recovery_code').where('person', '=', person).execute();
  const rows = codes.map((code) => ({ person, code_hash: hashOf(ctx, person, code), used_at: null }));
  await ctx.db
    .insertInto('recovery_code')
    .values(rows.sort((a, b) => (a.code_hash < b.code_hash ? -1 : 1)))
    .execute();
  return codes;
}

/** Uses a code, inside the caller's transaction; false when it is wrong or used. */
export async function useRecoveryCode(ctx: Context, person: string, typed: string): Promise<boolean> {
  const used = await ctx.db
    .updateTable('recovery_code')
    .set({ used_at: ctx.now() })
    .where('person', '=', person)
    .where('code_hash', '=', hashOf(ctx, person, typed))
    .where('used_at', 'is', null)
    .returning('person')
    .executeTakeFirst();
  return used !== undefined;
}

/** Keyed: who has only the database cannot try codes against it. */
function hashOf(ctx: Context, person: string, code: string): string {
  const key = derivedKey(ctx.secret, 'recovery code');
  return createHmac('sha256', key)
    .update(`${person}\n${plainCode(code)}`)
    .digest('base64url');
}
