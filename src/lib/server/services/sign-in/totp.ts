import { Secret, TOTP } from 'otpauth';
import * as v from 'valibot';
import { problem } from '../../../domain/shared/problem.ts';
import { seal, unseal } from '../../auth/seal.ts';
import { sealedNote } from '../../auth/sealed-note.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { insertRecoveryCodes } from './recovery-codes.ts';
import { endIdleCodes, factorsOf, requireFreshSession } from './second-factor.ts';

const PERIOD_S = 30;
/** RFC 6238 §5.2: one step of 30 s on either side, for clocks that differ. */
const WINDOW = 1;
const SECRET_BYTES = 20;
const PURPOSE = 'totp';

const enrolmentNote = sealedNote('totp enrolment', 30 * 60_000, v.object({ person: v.string(), secret: v.string() }));

export interface TotpEnrolment {
  /** In base32, to be typed where the QR code cannot be scanned. */
  readonly secret: string;
  /** `otpauth://…`, for the QR code. */
  readonly uri: string;
  /** Carries the secret through the form; nothing is stored before a code proves that the app has it. */
  readonly sealed: string;
}

/** A new secret for the actor's authenticator app. Throws `access.signed_out`. */
export function startTotp(ctx: Context, account: string): TotpEnrolment {
  if (!ctx.actor.session) throw problem('access.signed_out');
  return enrolmentOf(ctx, account, new Secret({ size: SECRET_BYTES }).base32);
}

/** The same enrolment again, after a wrong code. Throws `sign_in.step_over` when it is older than 30 minutes. */
export function sameTotp(ctx: Context, account: string, sealed: string): TotpEnrolment {
  const note = enrolmentNote.read(ctx.secret, sealed, ctx.now());
  if (note?.person !== ctx.actor.id) throw problem('sign_in.step_over');
  return enrolmentOf(ctx, account, note.secret);
}

function enrolmentOf(ctx: Context, account: string, secret: string): TotpEnrolment {
  const host = new URL(ctx.config.publicOrigin).hostname;
  const uri = new TOTP({
    issuer: 'Hài lòng',
    label: `${account}@${host}`,
    secret: Secret.fromBase32(secret)
  }).toString();
  return { secret, uri, sealed: enrolmentNote.write(ctx.secret, { person: ctx.actor.id, secret }, ctx.now()) };
}

/**
 * Stores the secret once a code of it is right; gives ten recovery codes where the person had none, to be shown once.
 * Replaces an earlier app. Throws `access.sign_in_again`, `sign_in.step_over`, `sign_in.code_wrong`.
 */
export async function confirmTotp(ctx: Context, sealed: string, code: string): Promise<readonly string[]> {
  requireFreshSession(ctx);
  const note = enrolmentNote.read(ctx.secret, sealed, ctx.now());
  if (note?.person !== ctx.actor.id) throw problem('sign_in.step_over');
  const step = stepOf(note.secret, code, ctx.now());
  if (step === null) throw problem('sign_in.code_wrong');
  const person = ctx.actor.id;
  const row = { sealed_secret: seal(ctx.secret, PURPOSE, note.secret), last_step: step, created_at: ctx.now() };
  return ctx.gate.run(async (db) => {
    await db
      .insertInto('totp')
      .values({ person, ...row })
      .onConflict((conflict) => conflict.column('person').doUpdateSet(row))
      .execute();
    await audit({ ...ctx, db }, 'factor.totp_add', { person });
    const { codesLeft } = await factorsOf(db, person);
    return codesLeft > 0 ? [] : insertRecoveryCodes({ ...ctx, db });
  });
}

/** Uses a code, inside the caller's transaction: its time-step and those before are over, so that no code works twice. */
export async function useTotp(ctx: Context, person: string, code: string): Promise<boolean> {
  const row = await ctx.db.selectFrom('totp').select('sealed_secret').where('person', '=', person).executeTakeFirst();
  const secret = row ? unseal(ctx.secret, PURPOSE, row.sealed_secret) : null;
  const step = secret === null ? null : stepOf(secret, code, ctx.now());
  if (step === null) return false;
  const used = await ctx.db
    .updateTable('totp')
    .set({ last_step: step })
    .where('person', '=', person)
    .where('last_step', '<', step)
    .returning('person')
    .executeTakeFirst();
  return used !== undefined;
}

/** Takes the actor's app away, and the recovery codes where no passkey is left. Throws `access.sign_in_again`. */
export async function removeTotp(ctx: Context): Promise<void> {
  requireFreshSession(ctx);
  await ctx.gate.run(async (db) => {
    await db.deleteFrom('totp').where('person', '=', ctx.actor.id).execute();
    await endIdleCodes(db, ctx.actor.id);
    await audit({ ...ctx, db }, 'factor.totp_remove', { person: ctx.actor.id });
  });
}

/** The time-step of a right code; null for a wrong one. */
function stepOf(secret: string, code: string, now: number): number | null {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const delta = TOTP.validate({ token, secret: Secret.fromBase32(secret), timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_S) + delta;
}
