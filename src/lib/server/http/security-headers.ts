const ALWAYS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  // `no-referrer` would make Chromium post `Origin: null` from our own forms (DESIGN §8).
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()'
};

/** For HTML that Kit sends without its own policy: the plain error page, which has a style and nothing else. */
const BARE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const YEAR_S = 31_536_000;

/** Adds the headers that every reply carries; what a route has set itself stays. */
export function addSecurityHeaders(
  response: Response,
  path: string,
  publicOrigin: string,
  own: Readonly<Record<string, string>> = {}
): Response {
  const { headers } = response;
  const add = (name: string, value: string) => headers.has(name) || headers.set(name, value);
  for (const [name, value] of Object.entries({ ...ALWAYS, ...own })) add(name, value);
  if (publicOrigin.startsWith('https://')) add('strict-transport-security', `max-age=${YEAR_S}`);
  if (headers.get('content-type')?.startsWith('text/html')) add('content-security-policy', BARE_POLICY);
  if (/^\/(admin|login|logout|setup|invite|api)(\/|$)/.test(path)) add('cache-control', 'no-store');
  return response;
}

/** Lets a page stand in the frames of these sources, and of no other. */
export function allowFrames(response: Response, sources: string | undefined): Response {
  const policy = response.headers.get('content-security-policy');
  if (sources === undefined || policy === null) return response;
  response.headers.set(
    'content-security-policy',
    policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${sources}`)
  );
  return response;
}
