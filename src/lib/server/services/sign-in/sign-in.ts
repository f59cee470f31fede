import { deviceMark, newDevice, type Device } from '../../auth/device.ts';
import type { Context } from '../../context.ts';
import { checkPassword, type KnownPerson, type PasswordSent } from './password-check.ts';
import { hasSecondFactor } from './second-factor.ts';
import { writeStep } from './second-step.ts';
import { endSession, openSession, type SignInMethod } from './sessions.ts';

/** What the browser had before; its session ends with the sign-in. */
export interface Before {
  readonly oldToken: string | undefined;
}

/** A session and the new value of the device cookie; or the step that still asks for the second factor. */
export type SignedIn =
  | { readonly kind: 'session'; readonly token: string; readonly device: string }
  | { readonly kind: 'second_step'; readonly step: string };

/** Signs a person in by password. Throws what `checkPassword` throws. */
export async function signIn(ctx: Context, sent: PasswordSent & Before): Promise<SignedIn> {
  const { person, device } = await checkPassword(ctx, sent);
  if (await hasSecondFactor(ctx.db, person.id)) {
    return { kind: 'second_step', step: await writeStep(ctx, person, device) };
  }
  return enter(ctx, { person, device, oldToken: sent.oldToken, method: 'password' });
}

export interface Entering extends Before {
  readonly person: KnownPerson;
  readonly device: Device | null;
  readonly method: SignInMethod;
}

/** The session of somebody who has proved who they are with all that is asked of them, and the mark of their browser. */
export async function enter(
  ctx: Context,
  { person, device, oldToken, method }: Entering
): Promise<Extract<SignedIn, { readonly kind: 'session' }>> {
  const token = await ctx.gate.run(async (db) => {
    if (oldToken !== undefined) await endSession(db, oldToken);
    return openSession({ ...ctx, db }, person, method);
  });
  const mark = deviceMark(ctx.secret, person.account, device ?? newDevice(), ctx.now());
  return { kind: 'session', token, device: mark };
}
