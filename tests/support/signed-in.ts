import type { SignedIn } from '../../src/lib/server/services/sign-in/sign-in.ts';

type Session = Extract<SignedIn, { readonly kind: 'session' }>;

/** The session of a sign-in that asked for nothing more. */
export function sessionOf(signedIn: SignedIn): Session {
  if (signedIn.kind !== 'session') throw new Error('the sign-in asks for a second factor');
  return signedIn;
}

/** The step of a sign-in that asks for the second factor. */
export function stepOf(signedIn: SignedIn): string {
  if (signedIn.kind !== 'second_step') throw new Error('the sign-in asks for nothing more');
  return signedIn.step;
}
