import { deviceMark, newDevice, type Device } from '../auth/device.ts';
import type { Context } from '../context.ts';
import { checkPassword, type KnownPerson, type PasswordSent } from './password-check.ts';
import { signOut, startSession } from './sessions.ts';

/** What the browser had before; its session ends with the sign-in. */
export interface Before {
  readonly oldToken: string | undefined;
}

export interface SignedIn {
  readonly token: string;
  /** The new value of the device cookie. */
  readonly device: string;
}

/** Signs a person in by password. Throws what `checkPassword` throws. */
export async function signIn(ctx: Context, sent: PasswordSent & Before): Promise<SignedIn> {
  const { person, device } = await checkPassword(ctx, sent);
  return enter(ctx, { person, device, ...sent });
}

interface Entering extends Before {
  readonly person: KnownPerson;
  readonly device: Device | null;
}

/** The session of somebody who has proved who they are, and the mark of their browser. */
async function enter(ctx: Context, { person, device, oldToken }: Omit<Entering, 'password'>): Promise<SignedIn> {
  if (oldToken !== undefined) await signOut(ctx, oldToken);
  const token = await startSession(ctx, person);
  return { token, device: deviceMark(ctx.secret, person.account, device ?? newDevice(), ctx.now()) };
}
