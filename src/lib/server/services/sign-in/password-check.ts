import { problem } from '../../../domain/shared/problem.ts';
import { deviceOf, type Device } from '../../auth/device.ts';
import { passwordMatches } from '../../auth/password.ts';
import type { Context } from '../../context.ts';
import { countAttempt, forgiveAttempt, requireNoDelay, type Attempt } from './sign-in-delay.ts';

export interface PasswordSent {
  readonly account: string;
  readonly password: string;
  /** Value of the device cookie, if the browser has one. */
  readonly device: string | undefined;
}

export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly account: string;
}

export interface PasswordPassed {
  readonly person: KnownPerson;
  /** The device that the browser proved; null = new to this account. */
  readonly device: Device | null;
}

/** An account as it is stored, from what was typed. */
export function accountOf(typed: string): string {
  return typed.trim().toLowerCase().slice(0, 80);
}

/**
 * Who has this account and password. Throws `sign_in.failed`, the same after the same time for an unknown account, a
 * disabled one and a wrong password; `sign_in.slow_down` with `seconds` after repeated failures; `store.busy` when too
 * many sign in at once, of whom those with a device cookie of the account wait apart. What is answered `store.busy`
 * has not been counted: the count is taken when the attempt's turn has come.
 */
export async function checkPassword(ctx: Context, sent: PasswordSent): Promise<PasswordPassed> {
  const account = accountOf(sent.account);
  const device = deviceOf(ctx.secret, account, sent.device, ctx.now());
  const attempt: Attempt = { secret: 'password', account, device };
  await requireNoDelay(ctx, attempt);
  const person = await ctx.db
    .selectFrom('person')
    .select(['id', 'name', 'password_hash', 'disabled'])
    .where('account', '=', account)
    .executeTakeFirst();
  const isRight = await passwordMatches(person?.password_hash ?? null, sent.password, {
    known: device !== null,
    before: () => countAttempt(ctx, attempt)
  });
  if (!person || person.disabled !== 0 || !isRight) throw problem('sign_in.failed');
  await ctx.gate.run((db) => forgiveAttempt({ ...ctx, db }, attempt));
  return { person: { id: person.id, name: person.name, account }, device };
}
