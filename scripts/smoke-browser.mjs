// As much of a browser as the smoke test needs: cookies, redirects, one sign-in form, the text of a page.
import assert from 'node:assert/strict';

export class Browser {
  /** @param {string} origin */
  constructor(origin) {
    this.origin = origin;
    /** @type {Map<string, string>} */
    this.cookies = new Map();
  }

  /**
   * @param {string} address
   * @param {RequestInit} [init]
   * @returns {Promise<{ address: string, html: string, text: string }>} the page at the end of the redirects
   */
  async get(address, init = {}) {
    let url = new URL(address, this.origin);
    let request = init;
    for (let hop = 0; hop < 6; hop += 1) {
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...request.headers, accept: 'text/html', 'accept-language': 'vi', cookie };
      const reply = await fetch(url, { ...request, headers, redirect: 'manual' });
      this.keep(reply.headers.getSetCookie());
      const location = reply.headers.get('location');
      if (location === null) {
        const html = await reply.text();
        assert.ok(reply.ok, `${url} answers ${reply.status}: ${textOf(html).slice(0, 500)}`);
        return { address: url.href, html, text: textOf(html) };
      }
      url = new URL(location, url);
      request = {};
    }
    throw new Error(`${address} redirects without end`);
  }

  /**
   * Fills in the form that holds a password and sends it.
   * @param {string} address
   * @param {{ name: string, password: string }} account
   */
  async signIn(address, { name, password }) {
    const page = await this.get(address);
    const form = [...page.html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].find(([, , body]) =>
      /type="password"/.test(body ?? '')
    );
    assert.ok(form, `${page.address} has a form with a password`);
    const fields = new URLSearchParams();
    for (const [tag] of (form[2] ?? '').matchAll(/<input\b[^>]*>/g)) {
      const type = attribute(tag, 'type') ?? 'text';
      const field = attribute(tag, 'name');
      if (field === undefined) continue;
      if (type === 'hidden') fields.set(field, attribute(tag, 'value') ?? '');
      else if (type === 'password') fields.set(field, password);
      else if (type === 'text' || type === 'email') fields.set(field, name);
    }
    const action = new URL((attribute(form[1] ?? '', 'action') ?? '').replaceAll('&amp;', '&'), page.address);
    const landed = await this.get(action.href, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: this.origin },
      body: fields.toString()
    });
    assert.doesNotMatch(landed.html, /type="password"/, `signed in at ${landed.address}: ${landed.text.slice(0, 500)}`);
    return landed;
  }

  /** @param {readonly string[]} setCookies */
  keep(setCookies) {
    for (const line of setCookies) {
      const [pair = ''] = line.split(';');
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
  }
}

function attribute(/** @type {string} */ tag, /** @type {string} */ name) {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
}

/** What a reader sees, roughly: no scripts, styles, tags. */
function textOf(/** @type {string} */ html) {
  return html
    .replace(/<(script|style|svg)\b[^]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
