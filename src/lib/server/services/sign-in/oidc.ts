import * as client from 'openid-client';
import * as v from 'valibot';
import { problem } from '../../../domain/shared/problem.ts';
import { deviceOf } from '../../auth/device.ts';
import { sealedNote } from '../../auth/sealed-note.ts';
import type { OidcConfig } from '../../config.ts';
import type { Context } from '../../context.ts';
import { log } from '../../log.ts';
import { audit } from '../audit/audit.ts';
import { accountOf, type KnownPerson } from './password-check.ts';
import { hasSecondFactor } from './second-factor.ts';
import { writeStep } from './second-step.ts';
import { enter, type Before, type SignedIn } from './sign-in.ts';

const CALLBACK = '/login/oidc/callback';
const TIMEOUT_S = 10;

/** What the browser carries to the sign-in service and back. */
const askedNote = sealedNote(
  'oidc',
  10 * 60_000,
  v.object({ verifier: v.string(), state: v.string(), nonce: v.string(), next: v.string() })
);

const discovered = new Map<string, Promise<client.Configuration>>();

/** Where to send the browser (Authorization Code, PKCE, state, nonce), and the note it carries. Throws `oidc.off`, `oidc.unreachable`. */
export async function startOidc(ctx: Context, next: string): Promise<{ readonly url: string; readonly note: string }> {
  const service = await serviceOf(ctx);
  const asked = {
    ...{ verifier: client.randomPKCECodeVerifier(), state: client.randomState(), nonce: client.randomNonce() },
    next
  };
  const url = client.buildAuthorizationUrl(service, {
    redirect_uri: ctx.config.publicOrigin + CALLBACK,
    scope: 'openid profile',
    code_challenge: await client.calculatePKCECodeChallenge(asked.verifier),
    code_challenge_method: 'S256',
    state: asked.state,
    nonce: asked.nonce
  });
  return { url: url.href, note: askedNote.write(ctx.secret, asked, ctx.now()) };
}

export interface OidcReturn extends Before {
  readonly note: string | undefined;
  /** The query of the address that the browser came back to. */
  readonly search: string;
  readonly device: string | undefined;
}

/**
 * Signs in whom the service vouches for: the person linked to its subject, or, the first time, the person of the same
 * account whom an administrator has marked for it. It never makes a person. A second factor of ours is still asked
 * for. Throws `oidc.off`, `oidc.unreachable`, `sign_in.step_over`, `oidc.refused`, `oidc.no_person`.
 */
export async function finishOidc(ctx: Context, sent: OidcReturn): Promise<SignedIn & { readonly next: string }> {
  const asked = askedNote.read(ctx.secret, sent.note, ctx.now());
  if (!asked) throw problem('sign_in.step_over');
  const person = await personOf(ctx, await claimsOf(ctx, sent.search, asked));
  const device = deviceOf(ctx.secret, person.account, sent.device, ctx.now());
  const { next } = asked;
  if (await hasSecondFactor(ctx.db, person.id)) {
    return { kind: 'second_step', step: await writeStep(ctx, person, device), next };
  }
  return { ...(await enter(ctx, { person, device, oldToken: sent.oldToken, method: 'oidc' })), next };
}

interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly account: string | null;
}

async function claimsOf(ctx: Context, search: string, asked: { verifier: string; state: string; nonce: string }) {
  const service = await serviceOf(ctx);
  const checks = { pkceCodeVerifier: asked.verifier, expectedState: asked.state, expectedNonce: asked.nonce };
  try {
    const here = new URL(CALLBACK + search, ctx.config.publicOrigin);
    const tokens = await client.authorizationCodeGrant(service, here, { ...checks, idTokenExpected: true });
    const claims = tokens.claims();
    if (!claims) throw problem('oidc.refused');
    const named =
      claims['preferred_username'] ??
      (await client.fetchUserInfo(service, tokens.access_token, claims.sub)).preferred_username;
    const account = typeof named === 'string' ? accountOf(named) : null;
    return { issuer: claims.iss, subject: claims.sub, account } satisfies Claims;
  } catch (cause) {
    log().warn({ err: cause }, 'oidc: the sign-in was not confirmed');
    throw problem('oidc.refused');
  }
}

async function personOf(ctx: Context, { issuer, subject, account }: Claims): Promise<KnownPerson> {
  const linked = await linkedPerson(ctx, issuer, subject);
  if (linked) return linked;
  if (account === null) throw problem('oidc.no_person');
  await ctx.gate.run(async (db) => {
    const first = await db
      .updateTable('oidc_identity')
      .set({ subject })
      .where('issuer', '=', issuer)
      .where('subject', 'is', null)
      .where('person', '=', (e) =>
        e.selectFrom('person').select('person.id').where('account', '=', account).where('disabled', '=', 0)
      )
      .returning('person')
      .executeTakeFirst();
    if (!first) throw problem('oidc.no_person');
    const actor = { id: first.person, name: account, grants: [] };
    await audit({ ...ctx, db, actor }, 'oidc.link', { person: first.person, issuer, subject });
  });
  const person = await linkedPerson(ctx, issuer, subject);
  if (!person) throw problem('oidc.no_person');
  return person;
}

function linkedPerson(ctx: Context, issuer: string, subject: string): Promise<KnownPerson | undefined> {
  return ctx.db
    .selectFrom('oidc_identity')
    .innerJoin('person', 'person.id', 'oidc_identity.person')
    .select(['person.id', 'person.name', 'person.account'])
    .where('oidc_identity.issuer', '=', issuer)
    .where('oidc_identity.subject', '=', subject)
    .where('person.disabled', '=', 0)
    .executeTakeFirst();
}

/** The service's addresses and keys, asked for once; a failure is asked for again by the next sign-in. */
async function serviceOf({ config }: Context): Promise<client.Configuration> {
  if (!config.oidc) throw problem('oidc.off');
  const { issuer } = config.oidc;
  const asking = discovered.get(issuer) ?? discover(config.oidc);
  discovered.set(issuer, asking);
  try {
    return await asking;
  } catch (cause) {
    discovered.delete(issuer);
    log().error({ err: cause }, 'oidc: the service does not answer');
    throw problem('oidc.unreachable');
  }
}

async function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<client.Configuration> {
  const url = new URL(issuer);
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return client.discovery(url, clientId, clientSecret, undefined, {
    timeout: TIMEOUT_S,
    execute: isLoopback && url.protocol === 'http:' ? [client.allowInsecureRequests] : []
  });
}
