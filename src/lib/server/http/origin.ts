export interface PostedFrom {
  /** The headers of the same names; null where the browser sent none. */
  readonly origin: string | null;
  readonly fetchSite: string | null;
  readonly host: string | null;
  readonly publicOrigin: string;
}

const isOurs = ({ origin, host, publicOrigin }: PostedFrom): boolean =>
  origin === publicOrigin || (origin !== null && URL.canParse(origin) && new URL(origin).host === host);

/**
 * Whether a request that changes something came from our own pages. With cookies: the Origin must be ours, or, where
 * a browser sends none, Sec-Fetch-Site must say so. Another page cannot set either header, nor choose our Host.
 */
export function cameFromUs(from: PostedFrom): boolean {
  if (from.fetchSite !== null && from.fetchSite !== 'same-origin' && from.fetchSite !== 'none') return false;
  if (from.origin !== null) return isOurs(from);
  return from.fetchSite === 'same-origin';
}

/**
 * Whether the survey form may be posted from there. It carries no cookie, and in-app browsers (Zalo) send `Origin: null`
 * or none, so only a real other origin is refused: a page elsewhere that would make its visitors answer.
 */
export function mayPostSurvey(from: PostedFrom): boolean {
  return from.origin === null || from.origin === 'null' || isOurs(from);
}

/** A path of this site to go on to after sign-in, as it came in `next`; the overview for anything else. */
export function pathOnThisSite(next: string | null): string {
  const base = 'http://this.site.invalid';
  const isPath =
    next !== null && next.length <= 500 && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) && URL.canParse(next, base);
  if (!isPath) return '/admin';
  const url = new URL(next, base);
  // Dot segments go when the address is parsed: `/.//host` becomes `//host`, another site.
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : '/admin';
}
