import type { Cookies } from '@sveltejs/kit';
import { deviceCookie, oidcCookie, sessionCookie, stepCookie } from '../auth/cookie.ts';
import type { Config } from '../config.ts';
import type { SignedIn } from '../services/sign-in/sign-in.ts';

/** What the browser had before a sign-in. */
export function browserOf(cookies: Cookies, config: Config) {
  return { device: deviceCookie.read(cookies, config), oldToken: sessionCookie.read(cookies, config) };
}

/** Gives the browser its new session, or the step that is still owed; gives the page to go on to. */
export function goOn(cookies: Cookies, config: Config, signedIn: SignedIn, next: string): string {
  oidcCookie.remove(cookies, config);
  if (signedIn.kind === 'second_step') {
    stepCookie.write(cookies, config, signedIn.step);
    return `/login/step?next=${encodeURIComponent(next)}`;
  }
  stepCookie.remove(cookies, config);
  sessionCookie.write(cookies, config, signedIn.token);
  deviceCookie.write(cookies, config, signedIn.device);
  return next;
}
