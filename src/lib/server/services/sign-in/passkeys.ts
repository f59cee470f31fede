import { isIP } from 'node:net';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse
} from '@simplewebauthn/server';
import * as v from 'valibot';
import { problem } from '../../../domain/shared/problem.ts';
import { deviceOf } from '../../auth/device.ts';
import { sealedNote } from '../../auth/sealed-note.ts';
import type { Config } from '../../config.ts';
import type { Context } from '../../context.ts';
import { administers, requireSomeAdmin } from '../people/admin-guard.ts';
import { audit } from '../audit/audit.ts';
import { burn } from './one-use.ts';
import { endIdleCodes, requireFreshSession } from './second-factor.ts';
import { enter, type Before, type SignedIn } from './sign-in.ts';

const LIFE_MS = 5 * 60_000;
const NAME_MAX = 60;

/** What a browser was asked to sign; `person` is null for a sign-in. */
const challengeNote = sealedNote(
  'passkey challenge',
  LIFE_MS,
  v.object({ challenge: v.string(), person: v.nullable(v.string()) })
);

const credential = {
  id: v.string(),
  rawId: v.string(),
  type: v.literal('public-key'),
  clientExtensionResults: v.object({})
};
const registration = v.object({
  ...credential,
  response: v.object({ clientDataJSON: v.string(), attestationObject: v.string() })
});
const assertion = v.object({
  ...credential,
  response: v.object({ clientDataJSON: v.string(), authenticatorData: v.string(), signature: v.string() })
});

/** Whether browsers make passkeys for this installation: they need a name as its address, not a number. */
export function hasPasskeys({ publicOrigin }: Pick<Config, 'publicOrigin'>): boolean {
  const host = new URL(publicOrigin).hostname;
  return isIP(host) === 0 && !host.startsWith('[');
}

const ours = ({ config }: Context) => ({
  expectedOrigin: config.publicOrigin,
  expectedRPID: new URL(config.publicOrigin).hostname,
  requireUserVerification: true
});

/** What to ask the browser for, to make a passkey of the actor, and the note that it carries. Throws `access.sign_in_again`. */
export async function askNewPasskey(ctx: Context, account: string) {
  requireFreshSession(ctx);
  const known = await ctx.db.selectFrom('passkey').select('id').where('person', '=', ctx.actor.id).execute();
  const options = await generateRegistrationOptions({
    rpName: 'Hài lòng',
    rpID: ours(ctx).expectedRPID,
    userName: account,
    userDisplayName: ctx.actor.name,
    userID: new Uint8Array(Buffer.from(ctx.actor.id)),
    excludeCredentials: known,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' }
  });
  const note = challengeNote.write(ctx.secret, { challenge: options.challenge, person: ctx.actor.id }, ctx.now());
  return { options, note };
}

/** Keeps a passkey of the actor. Throws `access.sign_in_again`, `sign_in.step_over`, `passkey.refused`, `passkey.name_malformed`. */
export async function addPasskey(
  ctx: Context,
  sent: { readonly note: string | undefined; readonly name: string; readonly response: unknown }
): Promise<void> {
  requireFreshSession(ctx);
  const note = challengeNote.read(ctx.secret, sent.note, ctx.now());
  if (note?.person !== ctx.actor.id) throw problem('sign_in.step_over');
  const name = sent.name.normalize('NFC').trim();
  if (name === '' || [...name].length > NAME_MAX) throw problem('passkey.name_malformed');
  const parsed = v.safeParse(registration, sent.response);
  if (!parsed.success) throw problem('passkey.refused');
  const checked = { response: parsed.output, expectedChallenge: note.challenge, ...ours(ctx) };
  const verified = await verifyRegistrationResponse(checked).catch(() => null);
  if (!verified?.verified) throw problem('passkey.refused');
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  const key = { public_key: Buffer.from(publicKey).toString('base64url'), counter };
  await ctx.gate.run(async (db) => {
    await burn({ ...ctx, db }, 'challenge', note.challenge, ctx.now() + LIFE_MS);
    const added = await db
      .insertInto('passkey')
      .values({ id, person: ctx.actor.id, name, ...key, created_at: ctx.now(), used_at: null })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) throw problem('passkey.refused');
    await audit({ ...ctx, db }, 'factor.passkey_add', { person: ctx.actor.id, name });
  });
}

/** What to ask the browser for, to sign in with any passkey of this installation, and the note that it carries. */
export async function askPasskey(ctx: Context) {
  const options = await generateAuthenticationOptions({
    rpID: ours(ctx).expectedRPID,
    userVerification: 'required'
  });
  return { options, note: challengeNote.write(ctx.secret, { challenge: options.challenge, person: null }, ctx.now()) };
}

export interface PasskeySent extends Before {
  readonly note: string | undefined;
  readonly response: unknown;
  readonly device: string | undefined;
}

/**
 * Signs in by passkey: the key and the finger or PIN that unlocks it are two factors in one. Throws
 * `sign_in.step_over`; `passkey.refused` for an unknown key, a wrong signature, a disabled person, or a counter that
 * went back, which tells of a copied key.
 */
export async function signInByPasskey(
  ctx: Context,
  sent: PasskeySent
): Promise<Extract<SignedIn, { kind: 'session' }>> {
  const note = challengeNote.read(ctx.secret, sent.note, ctx.now());
  if (!note || note.person !== null) throw problem('sign_in.step_over');
  const parsed = v.safeParse(assertion, sent.response);
  const row = parsed.success ? await personOfPasskey(ctx, parsed.output.id) : undefined;
  if (!parsed.success || !row) throw problem('passkey.refused');
  const publicKey = new Uint8Array(Buffer.from(row.public_key, 'base64url'));
  const verified = await verifyAuthenticationResponse({
    response: parsed.output,
    expectedChallenge: note.challenge,
    credential: { id: row.key, publicKey, counter: row.counter },
    ...ours(ctx)
  }).catch(() => null);
  if (!verified?.verified) throw problem('passkey.refused');
  const { newCounter } = verified.authenticationInfo;
  await ctx.gate.run(async (db) => {
    await burn({ ...ctx, db }, 'challenge', note.challenge, ctx.now() + LIFE_MS);
    const used = await db
      .updateTable('passkey')
      .set({ counter: newCounter, used_at: ctx.now() })
      .where('id', '=', row.key)
      .where('counter', newCounter === 0 ? '=' : '<', newCounter)
      .returning('id')
      .executeTakeFirst();
    if (!used) throw problem('passkey.refused');
  });
  const device = deviceOf(ctx.secret, row.account, sent.device, ctx.now());
  return enter(ctx, { person: row, device, oldToken: sent.oldToken, method: 'passkey' });
}

function personOfPasskey(ctx: Context, id: string) {
  return ctx.db
    .selectFrom('passkey')
    .innerJoin('person', 'person.id', 'passkey.person')
    .select([
      'passkey.id as key',
      'passkey.public_key',
      'passkey.counter',
      'person.id',
      'person.name',
      'person.account'
    ])
    .where('passkey.id', '=', id)
    .where('person.disabled', '=', 0)
    .executeTakeFirst();
}

export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly usedAt: number | null;
}

/** The actor's own passkeys, oldest first. Throws `access.signed_out`. */
export async function ownPasskeys(ctx: Context): Promise<readonly PasskeyView[]> {
  if (!ctx.actor.session) throw problem('access.signed_out');
  return ctx.db
    .selectFrom('passkey')
    .select(['id', 'name', 'created_at as createdAt', 'used_at as usedAt'])
    .where('person', '=', ctx.actor.id)
    .orderBy('created_at')
    .limit(50)
    .execute();
}

/** Removes one of the actor's own passkeys. Throws `access.sign_in_again`, `passkey.refused` for another's, `person.last_admin`. */
export async function removePasskey(ctx: Context, id: string): Promise<void> {
  requireFreshSession(ctx);
  await ctx.gate.run(async (db) => {
    const removed = await db
      .deleteFrom('passkey')
      .where('id', '=', id)
      .where('person', '=', ctx.actor.id)
      .returning('name')
      .executeTakeFirst();
    if (!removed) throw problem('passkey.refused');
    await endIdleCodes(db, ctx.actor.id);
    await audit({ ...ctx, db }, 'factor.passkey_remove', { person: ctx.actor.id, name: removed.name });
    if (await administers(ctx, db, ctx.actor.id)) await requireSomeAdmin(ctx, db); // it may be all they sign in with
  });
}
