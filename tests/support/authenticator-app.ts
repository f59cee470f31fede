import { Secret, TOTP } from 'otpauth';
import type { Actor, Context } from '../../src/lib/server/context.ts';
import { actorOfSession, startSession } from '../../src/lib/server/services/sign-in/sessions.ts';
import { confirmTotp, startTotp } from '../../src/lib/server/services/sign-in/totp.ts';

/** The six digits that a phone shows at a moment. */
export function codeAt(secret: string, now: number): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret.replaceAll(' ', '')), timestamp: now });
}

/** The person as somebody who has just signed in. */
export async function inSession(
  ctx: Context,
  person: { readonly id: string; readonly name: string }
): Promise<Context> {
  const actor: Actor | null = await actorOfSession(ctx, await startSession(ctx, person));
  if (!actor) throw new Error('a new session has a person');
  return { ...ctx, actor };
}

/** Adds an app to the account; its code of this moment is used by that. */
export async function withApp(ctx: Context, account: string): Promise<{ secret: string; codes: readonly string[] }> {
  const { secret, sealed } = startTotp(ctx, account);
  return { secret, codes: await confirmTotp(ctx, sealed, codeAt(secret, ctx.now())) };
}
