import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { problem } from '../../../domain/shared/problem.ts';
import { deviceMark, newDevice, type Device } from '../../auth/device.ts';
import { sealedNote } from '../../auth/sealed-note.ts';
import { newToken } from '../../auth/token.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import { audit } from '../audit/audit.ts';
import { burn } from './one-use.ts';
import type { KnownPerson } from './password-check.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { factorsOf, type Factors } from './second-factor.ts';
import { endSession, openSession } from './sessions.ts';
import { countAttempt, forgiveAttempt, type Attempt } from './sign-in-delay.ts';
import { useTotp } from './totp.ts';

const LIFE_MS = 10 * 60_000;

const stepNote = sealedNote(
  'second step',
  LIFE_MS,
  v.object({
    id: v.string(),
    person: v.string(),
    account: v.string(),
    device: v.nullable(v.string()),
    credential: v.string()
  })
);

/** Who gave the right password and owes the second factor, as the browser carries it. */
export async function writeStep(ctx: Context, person: KnownPerson, device: Device | null): Promise<string> {
  const credential = await credentialOf(ctx.db, person.id);
  const step = { id: newToken(), person: person.id, account: person.account, device: device?.id ?? null, credential };
  return stepNote.write(ctx.secret, step, ctx.now());
}

/** The factors that the step may be ended with; null when it is over. */
export async function openStep(ctx: Context, step: string | undefined): Promise<Factors | null> {
  const note = stepNote.read(ctx.secret, step, ctx.now());
  return note && factorsOf(ctx.db, note.person);
}

export interface SecondStep {
  readonly step: string | undefined;
  /** Six digits of the app, or a recovery code. */
  readonly code: string;
  readonly oldToken: string | undefined;
}

/**
 * Ends the sign-in with a code; a step ends once, and a code works once. Throws `sign_in.step_over` (over, used, or the
 * password changed meanwhile), `sign_in.slow_down`, `sign_in.code_wrong`.
 */
export async function finishSecondStep(
  ctx: Context,
  { step, code, oldToken }: SecondStep
): Promise<{ readonly token: string; readonly device: string }> {
  const note = stepNote.read(ctx.secret, step, ctx.now());
  if (!note) throw problem('sign_in.step_over');
  const device = note.device === null ? null : { id: note.device };
  const attempt: Attempt = { secret: 'second_factor', account: note.account, device };
  await countAttempt(ctx, attempt);
  const token = await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const person = await db
      .selectFrom('person')
      .select(['id', 'name'])
      .where('id', '=', note.person)
      .where('disabled', '=', 0)
      .executeTakeFirst();
    if (!person || (await credentialOf(db, person.id)) !== note.credential) throw problem('sign_in.step_over');
    const isTotp = await useTotp(inside, person.id, code);
    if (!isTotp && !(await useRecoveryCode(inside, person.id, code))) throw problem('sign_in.code_wrong');
    await burn(inside, 'step', note.id, ctx.now() + LIFE_MS);
    await forgiveAttempt(inside, attempt);
    if (oldToken !== undefined) await endSession(db, oldToken);
    if (!isTotp) await audit({ ...inside, actor: person }, 'factor.code_use', { person: person.id });
    return openSession(inside, person, isTotp ? 'totp' : 'recovery_code');
  });
  return { token, device: deviceMark(ctx.secret, note.account, device ?? newDevice(), ctx.now()) };
}

/** Changes with the password: a step begun with an old one is over. */
async function credentialOf(db: Db, person: string): Promise<string> {
  const row = await db.selectFrom('person').select('password_hash').where('id', '=', person).executeTakeFirst();
  return createHash('sha256')
    .update(row?.password_hash ?? '')
    .digest('base64url');
}
