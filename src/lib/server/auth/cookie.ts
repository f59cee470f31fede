import type { Cookies } from '@sveltejs/kit';
import type { Config } from '../config.ts';

type Needs = Pick<Config, 'publicOrigin'>;

const isSecure = (config: Needs) => config.publicOrigin.startsWith('https://');

/** A cookie of this host only. `__Host-` binds it to TLS too; browsers refuse the prefix on plain http. */
function ownCookie(plainName: string, lifeS: number) {
  const nameOf = (config: Needs) => (isSecure(config) ? `__Host-${plainName}` : plainName);
  const options = (config: Needs, maxAge: number) =>
    ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(config), maxAge }) as const;
  return {
    read: (cookies: Cookies, config: Needs) => cookies.get(nameOf(config)),
    write: (cookies: Cookies, config: Needs, value: string) =>
      cookies.set(nameOf(config), value, options(config, lifeS)),
    remove: (cookies: Cookies, config: Needs) => cookies.delete(nameOf(config), options(config, 0))
  };
}

/** As long as the absolute life of a session. */
export const sessionCookie = ownCookie('hailong', 12 * 3600);

/** Tells a device on which an account has signed in before (device.ts); renewed by every sign-in. */
export const deviceCookie = ownCookie('hailong-device', 90 * 24 * 3600);

/** Who gave the right password and still owes the second factor (services/sign-in/second-step.ts). */
export const stepCookie = ownCookie('hailong-step', 600);

/** What a passkey was asked to sign (services/sign-in/passkeys.ts). */
export const challengeCookie = ownCookie('hailong-challenge', 300);

/** What was asked of the sign-in service (services/sign-in/oidc.ts). */
export const oidcCookie = ownCookie('hailong-oidc', 600);
