import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allows,
  floorFor,
  isPermission,
  manages,
  PERMISSION_NAMES,
  PERMISSIONS,
  ROLES,
  type Grant,
  type Role
} from '../../src/lib/domain/access/policy.ts';
import { refusalOf } from '../../src/lib/server/auth/authorise.ts';
import { provincePermission, withoutGroups } from '../../src/lib/server/auth/route-policy.ts';
import { ROUTES, type Rule } from '../../src/lib/server/auth/routes.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { grantRole } from '../../src/lib/server/services/people/person-access.ts';
import { startSession } from '../../src/lib/server/services/sign-in/sessions.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { aBrowser } from '../support/browser-session.ts';
import { aProvince, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp, type AppServer } from '../support/server.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'fallback'];

/** Everything that answers, found in the files themselves: a request method, or a named action of a page. */
interface Answering {
  readonly route: string;
  readonly method: string;
  readonly action: string | null;
  readonly isPage: boolean;
}

const pages = Object.keys(import.meta.glob('/src/routes/**/+page.svelte'));
const modules = import.meta.glob<Record<string, unknown>>(
  ['/src/routes/**/+server.ts', '/src/routes/**/+page.server.ts'],
  {
    eager: true
  }
);
const routeOf = (file: string) => withoutGroups(file.replace(/^\/src\/routes/, '').replace(/\/\+[^/]+$/, ''));

function answering(): readonly Answering[] {
  const reads = pages.map((file) => ({ route: routeOf(file), method: 'GET', action: null, isPage: true }));
  const others = Object.entries(modules).flatMap(([file, module]): Answering[] => {
    const route = routeOf(file);
    if (file.endsWith('+server.ts')) {
      const methods = Object.keys(module).filter((name) => METHODS.includes(name));
      return methods.map((method) => ({ route, method, action: null, isPage: false }));
    }
    const actions = Object.keys(Object(module['actions']));
    return actions.map((action) => ({ route, method: 'POST', action, isPage: true }));
  });
  return [...reads, ...others];
}

const ruleOf = ({ route, method, action }: Answering): Rule | undefined => {
  const policy = ROUTES[route];
  if (action !== null) return policy?.actions?.[action];
  return method === 'GET' ? policy?.GET : method === 'POST' ? policy?.POST : undefined;
};

describe('the table of routes', () => {
  it('declares every page, method and action that exists', () => {
    expect(answering().filter((one) => ruleOf(one) === undefined)).toEqual([]);
    expect(answering().length).toBeGreaterThan(10);
  });

  it('declares nothing that does not exist', () => {
    const known = answering().map(
      ({ route, method, action }) => `${route} ${action === null ? method : `?/${action}`}`
    );
    const declared = Object.entries(ROUTES).flatMap(([route, { GET, POST, actions = {} }]) => [
      ...(GET ? [`${route} GET`] : []),
      ...(POST ? [`${route} POST`] : []),
      ...Object.keys(actions).map((action) => `${route} ?/${action}`)
    ]);
    expect(declared.filter((one) => !known.includes(one))).toEqual([]);
  });

  it('keeps actions and a POST endpoint apart', () => {
    expect(Object.values(ROUTES).filter((policy) => policy.POST && policy.actions)).toEqual([]);
  });

  it('leaves no check to a layout, which the client may skip', () => {
    const layouts = import.meta.glob<string>('/src/routes/**/+layout.server.ts', {
      eager: true,
      query: '?raw',
      import: 'default'
    });
    const checking = Object.entries(layouts).filter(([, text]) => /requireCan|redirect\(|error\(|\bcan\(/.test(text));
    expect(checking.map(([file]) => file)).toEqual([]);
  });
});

const SCOPES = ['own', 'child', 'sibling', 'none'] as const;
type Scope = (typeof SCOPES)[number];

let runtime: TestRuntime;
let province: Province;
let app: AppServer;
let units: Record<Scope, string | null>;
const sessions = new Map<Role, string>();

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { people: false });
  const [own, sibling] = province.communes;
  const child = { id: 'child-unit', code: 'child', name: 'Thôn', type: 'thôn', from: '2025-07-01', counters: [] };
  await addUnits(runtime.program(), [{ ...child, parent: own?.id ?? null }]);
  units = { own: own?.id ?? '', child: child.id, sibling: sibling?.id ?? '', none: null };
  for (const role of ROLES) {
    const name = role.replace('_', '-');
    const grants = [{ role, unit: units.own ?? '' }];
    const id = await createPerson(runtime.program(), { account: name, name, password: null, grants });
    sessions.set(role, await startSession(runtime.context, { id, name }));
  }
  app = await startApp({ dataDir: runtime.config.dataDir });
});
afterAll(async () => {
  await app?.stop();
  await runtime?.end();
});

/** What the policy's words mean, said again in the simplest way: the role has the permission, and its unit covers the unit. */
function expected(rule: Rule, role: Role | null, scope: Scope): 'ok' | 'access.signed_out' | 'access.denied' {
  if (rule === 'public') return 'ok';
  if (role === null) return 'access.signed_out';
  if (rule === 'signed_in' || rule === 'enrolling') return 'ok';
  if (!isPermission(rule)) return 'access.denied'; // of the province: these roles are a commune's
  const roles: readonly Role[] = PERMISSIONS[rule];
  return roles.includes(role) && scope !== 'sibling' ? 'ok' : 'access.denied';
}

const addressOf = ({ route, action }: Answering, scope: Scope, unitInQuery: boolean): string => {
  const unit = units[scope];
  const path = route
    .replace('[unit]', unit ?? units.own ?? '')
    .replace('[round]', province.round)
    .replace('[code]', province.communes[0]?.links[0] ?? '')
    .replace('[token]', 'x')
    .replace('[account]', 'unit-viewer');
  const query = new URLSearchParams(unit !== null && unitInQuery ? { unit } : {}).toString();
  return [path, [action === null ? '' : `/${action}`, query].filter(Boolean).join('&')].filter(Boolean).join('?');
};

describe('every route × role × scope', () => {
  it('lets in exactly whom the policy names, pages and their data alike', () => {
    let checked = 0;
    for (const one of answering()) {
      const rule = ruleOf(one) ?? 'public';
      for (const role of [null, ...ROLES]) {
        for (const scope of SCOPES) {
          for (const isDataRequest of one.isPage ? [false, true] : [false]) {
            const grants = role === null ? [] : [{ role, unit: units.own ?? '' }];
            const ctx = runtime.contextFor({ id: role ?? 'nobody', name: '', grants });
            const url = new URL(addressOf(one, scope, !one.route.includes('[unit]')), 'http://here');
            const params = one.route.includes('[unit]') ? { unit: units[scope] ?? units.own ?? '' } : {};
            const request = new Request(url, { method: one.method });
            const outcome = refusalOf(ctx, { params, url, request, isDataRequest }, one.route)?.code ?? 'ok';
            const wanted = expected(rule, role, scope);
            expect([one, role, scope, isDataRequest, outcome]).toEqual([one, role, scope, isDataRequest, wanted]);
            checked += 1;
          }
        }
      }
    }
    console.log(`access matrix: ${checked} cases`);
  });

  it('opens what is of the province to the roles of the province, and to none without a second factor', () => {
    const root = province.root;
    let checked = 0;
    for (const one of answering()) {
      const rule = ruleOf(one) ?? 'public';
      const permission = provincePermission(rule);
      for (const role of ROLES) {
        const grants = [{ role, unit: root }];
        const url = new URL(addressOf(one, 'none', false), 'http://here');
        const params = one.route.includes('[unit]') ? { unit: units.own ?? '' } : {};
        const request = new Request(url, { method: one.method });
        const outcome = (lacksSecondFactor: boolean) => {
          const ctx = runtime.contextFor({ id: role, name: '', grants, lacksSecondFactor });
          return refusalOf(ctx, { params, url, request, isDataRequest: false }, one.route)?.code ?? 'ok';
        };
        if (permission) {
          const roles: readonly Role[] = PERMISSIONS[permission];
          expect([one, role, outcome(false)]).toEqual([one, role, roles.includes(role) ? 'ok' : 'access.denied']);
        }
        const isOpen = rule === 'public' || rule === 'enrolling';
        expect([one, role, outcome(true)]).toEqual([one, role, isOpen ? 'ok' : 'access.second_factor_missing']);
        checked += 1;
      }
    }
    console.log(`access matrix of the province: ${checked} cases`);
  });

  it('denies a route, method or action that is not declared, even to the administrator', () => {
    const ctx = runtime.program();
    const refusal = (route: string, method: string, search = '') => {
      const url = new URL(`http://here/x${search}`);
      return refusalOf(ctx, { params: {}, url, request: new Request(url, { method }), isDataRequest: false }, route)
        ?.code;
    };
    expect(refusal('/admin/new', 'GET')).toBe('access.denied');
    expect(refusal('constructor', 'GET')).toBe('access.denied');
    expect(refusal('/admin', 'DELETE')).toBe('request.method');
    expect(refusal('/admin/links', 'POST')).toBe('access.denied');
    expect(refusal('/admin/links', 'POST', '?/erase')).toBe('access.denied');
    expect(refusal('/admin/links', 'POST', '?/toString')).toBe('access.denied');
  });
});

describe('a system administrator of the province', () => {
  const KEEPS = [
    'kiosk.read',
    'kiosk.manage',
    'outage.read',
    'outage.manage',
    'job.use',
    'job.read_all',
    'account.manage',
    'store.backup',
    'store.health',
    'store.verify',
    'audit.read'
  ];

  it('keeps the server, and sees no figure, answer, comment or scorecard, opens no round, prints no poster', () => {
    const grants = [{ role: 'system_admin', unit: 'tinh' }] as const;
    const has = PERMISSION_NAMES.filter((name) => allows(grants, name, ['tinh']));
    expect([...has].sort()).toEqual([...KEEPS].sort());
    expect(manages(grants)).toBe(true); // needs a second factor
    expect(floorFor(grants, ['tinh'])).toEqual({ minimum: 10, closedBatches: true });
    const all = [{ role: 'province_admin', unit: 'tinh' }] as const;
    expect(has.filter((name) => !allows(all, name, ['tinh']))).toEqual([]); // nothing is taken from who had it before
  });

  it('begins at the health of the server instead of a refusal, and finds no dead end from there', async () => {
    const browser = await signedInAs('system_admin', province.root, 'giu.may');
    const overview = await browser.get('/admin');
    expect([overview.status, overview.headers.get('location')]).toEqual([303, '/admin/health']);
    const health = await (await browser.get('/admin/health')).text();
    const nav = /<nav class="side[\s\S]*?<\/nav>/.exec(health)?.[0] ?? '';
    const hrefs = [...nav.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
    expect(hrefs).toEqual([
      '/admin/kiosks',
      '/admin/outages',
      '/admin/people',
      '/admin/audit',
      '/admin/jobs',
      '/admin/health'
    ]);
    for (const href of hrefs) expect([href, (await browser.get(href)).status]).toEqual([href, 200]);
    const person = await (await browser.get('/admin/people/unit-viewer')).text();
    expect([...person.matchAll(/\?\/(\w+)"/g)].map(([, action]) => action)).toEqual(['endSessions', 'disable']);
  });

  it('has the Overview of a unit where another role sees one', async () => {
    const browser = await signedInAs('system_admin', province.root, 'hai.vai', {
      role: 'unit_viewer',
      unit: units.own ?? ''
    });
    const overview = await browser.get('/admin');
    expect(overview.status).toBe(200);
    expect(await overview.text()).toContain(runtime.context.directory.unit(units.own ?? '').name);
  });

  it('is given at the province only', async () => {
    const wanted = { account: 'unit-viewer', role: 'system_admin', unit: units.own ?? '' };
    await expect(grantRole(runtime.program(), wanted)).rejects.toMatchObject({ code: 'person.role_of_province' });
  });
});

async function signedInAs(role: Role, unit: string, account: string, ...others: readonly Grant[]) {
  const grants = [{ role, unit }, ...others];
  const id = await createPerson(runtime.program(), { account, name: account, password: null, grants });
  const browser = aBrowser(app.origin);
  browser.cookies.set('hailong', await startSession(runtime.context, { id, name: account }));
  return browser;
}

describe('the running server', () => {
  /** Who sees no figures is led from the Overview to a first page of their own: that is not being let in either. */
  const isLetIn = (status: number, location: string | null) =>
    status !== 403 &&
    status !== 401 &&
    !(location?.startsWith('/login') ?? false) &&
    location !== '/admin/health' &&
    location !== '/admin/account';

  it('answers every read the same way: page, endpoint and __data.json', { timeout: 180_000 }, async () => {
    for (const one of answering().filter(({ method, route }) => method === 'GET' && route !== '/login')) {
      const rule = ruleOf(one) ?? 'public';
      for (const role of [null, ...ROLES]) {
        for (const scope of SCOPES) {
          const browser = aBrowser(app.origin);
          const token = role === null ? undefined : sessions.get(role);
          if (token) browser.cookies.set('hailong', token);
          const [path = '', query = ''] = addressOf(one, scope, !one.route.includes('[unit]')).split('?');
          const data = `${path === '/' ? '' : path}/__data.json`;
          for (const address of one.isPage ? [path, data] : [path]) {
            const reply = await browser.get(query ? `${address}?${query}` : address);
            const body = reply.headers.get('content-type')?.includes('json') ? await reply.text() : '';
            const location = /"type":"redirect".*"location":"([^"]*)"/.exec(body)?.[1] ?? reply.headers.get('location');
            // Without a unit a page may choose the reader's own, or refuse the province's: only the named ones are certain.
            const isCertain = scope !== 'none' || expected(rule, role, scope) !== 'ok';
            if (!isCertain) continue;
            const wanted = expected(rule, role, scope) === 'ok';
            expect([address, query, role, isLetIn(reply.status, location)]).toEqual([address, query, role, wanted]);
            expect(reply.status, `${address} ${query} ${role ?? ''}`).toBeLessThan(500);
          }
        }
      }
    }
  });

  it('runs no action for who may not: nothing changes', async () => {
    const before = await runtime.context.db.selectFrom('link').selectAll().execute();
    for (const one of answering().filter(({ action, route }) => action !== null && route.startsWith('/admin'))) {
      for (const role of [null, 'unit_viewer', 'auditor', 'system_admin'] as const) {
        if (expected(ruleOf(one) ?? 'public', role, 'own') === 'ok') continue; // one's own account
        const browser = aBrowser(app.origin);
        const token = role === null ? undefined : sessions.get(role);
        if (token) browser.cookies.set('hailong', token);
        const code = province.communes[0]?.links[0] ?? '';
        const reply = await browser.post(addressOf(one, 'own', true), {
          code,
          counter: province.communes[0]?.counters[0] ?? ''
        });
        expect(isLetIn(reply.status, reply.headers.get('location'))).toBe(false);
      }
    }
    expect(await runtime.context.db.selectFrom('link').selectAll().execute()).toEqual(before);
  });
});
