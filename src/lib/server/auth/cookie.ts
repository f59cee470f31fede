import type { Cookies } from '@sveltejs/kit';
import type { Config } from '../config.ts';

type Needs = Pick<Config, 'publicOrigin'>;

/** Absolute life of a session, and so of its cookie. */
const SESSION_S = 12 * 3600;
/** Renewed by every sign-in. */
const DEVICE_S = 90 * 24 * 3600;

const isSecure = (config: Needs) => config.publicOrigin.startsWith('https://');

/** `__Host-` binds the cookie to this host over TLS; browsers refuse the prefix on plain http. */
const sessionName = (config: Needs) => (isSecure(config) ? '__Host-hailong' : 'hailong');
const deviceName = (config: Needs) => (isSecure(config) ? '__Host-hailong-device' : 'hailong-device');

const options = (config: Needs, maxAge: number) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(config), maxAge }) as const;

export const sessionCookie = {
  read: (cookies: Cookies, config: Needs) => cookies.get(sessionName(config)),
  write: (cookies: Cookies, config: Needs, token: string) =>
    cookies.set(sessionName(config), token, options(config, SESSION_S)),
  remove: (cookies: Cookies, config: Needs) => cookies.delete(sessionName(config), options(config, 0))
};

/** Tells a device on which an account has signed in before, see delay.ts and password.ts. */
export const deviceCookie = {
  read: (cookies: Cookies, config: Needs) => cookies.get(deviceName(config)),
  write: (cookies: Cookies, config: Needs, value: string) =>
    cookies.set(deviceName(config), value, options(config, DEVICE_S))
};
