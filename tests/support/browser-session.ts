/** What a browser keeps between requests: cookies by name. Redirects are not followed. */
export interface BrowserSession {
  readonly cookies: Map<string, string>;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>
  ) => Promise<Response>;
}

/** A browser without script: sends its cookies and the Origin header of a form on the same site. */
export function aBrowser(origin: string): BrowserSession {
  const cookies = new Map<string, string>();
  const send = async (
    path: string,
    init: RequestInit & { readonly headers: Record<string, string> }
  ): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'accept-language': 'vi', accept: 'text/html', ...(cookie ? { cookie } : {}), ...init.headers };
    const reply = await fetch(origin + path, { ...init, headers, redirect: 'manual' });
    for (const line of reply.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const isGone = /max-age=0(;|$)/i.test(line) || pair.length === at + 1;
      if (isGone) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return reply;
  };
  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers: { ...headers } }),
    post: (path, fields, headers = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin, ...headers } })
  };
}
