import type { Permission } from '../../domain/access/policy.ts';

/**
 * Who may come in: everybody, everybody signed in, who holds the permission (on the unit the route names, if any), or who
 * holds it on the whole province.
 */
export type Rule = 'public' | 'signed_in' | Permission | { readonly province: Permission };

export interface RoutePolicy {
  readonly GET?: Rule;
  readonly POST?: Rule;
  readonly actions?: Readonly<Record<string, Rule>>;
}

/**
 * Every route of the application. What is not here is denied, at run time by hooks.server.ts and by
 * tests/integration/access-matrix.test.ts, which fails on a route, method or action that is not declared.
 */
export const ROUTE_POLICY: Readonly<Record<string, RoutePolicy>> = {
  '/': { GET: 'public' },
  '/s/[code]': { GET: 'public', actions: { default: 'public' } },
  '/s/[code]/thanks': { GET: 'public' },
  '/s/[code]/poster.pdf': { GET: 'public' },
  '/login': { GET: 'public', actions: { default: 'public' } },
  '/logout': { POST: 'public' },
  '/setup/[token]': { GET: 'public', actions: { default: 'public' } },
  '/admin': { GET: 'overview.read' },
  '/admin/units/[unit]': { GET: 'unit.read' },
  '/admin/links': {
    GET: 'link.read',
    actions: {
      create: 'link.manage',
      revoke: 'link.manage',
      rotate: 'link.manage',
      test: 'link.manage',
      posters: 'poster.print'
    }
  },
  '/admin/links/poster': { GET: 'poster.print' },
  '/admin/analysis': { GET: { province: 'analysis.read' }, actions: { start: { province: 'analysis.start' } } },
  '/admin/health': { GET: { province: 'store.health' }, actions: { backup: { province: 'store.backup' } } },
  '/admin/jobs': { GET: 'job.use', actions: { cancel: 'job.use' } },
  '/admin/jobs/[job]/[name]': { GET: 'job.use' },
  '/api/v1/responses': { POST: 'public' },
  '/api/v1/links/[code]': { GET: 'public' },
  '/api/v1/rounds': { GET: 'round.read' },
  '/api/v1/rounds/[round]/estimates': { GET: 'estimate.read' },
  '/healthz': { GET: 'public' },
  '/readyz': { GET: 'public' },
  '/metrics': { GET: 'public' }
};

/** Routes that neither read nor set a cookie: no session is looked up, and other origins may post. */
const COOKIELESS = [
  '/s/[code]',
  '/s/[code]/thanks',
  '/s/[code]/poster.pdf',
  '/api/v1/responses',
  '/api/v1/links/[code]',
  '/healthz',
  '/readyz',
  '/metrics'
];

export function isCookieless(routeId: string | null): boolean {
  return routeId !== null && COOKIELESS.includes(withoutGroups(routeId));
}

/** Folders such as `(admin)` share a layout and are no part of the address: the table leaves them out. */
export function withoutGroups(routeId: string): string {
  return routeId.replace(/\/\([^/)]*\)/g, '') || '/';
}

export interface Asked {
  readonly routeId: string;
  readonly method: string;
  readonly search: URLSearchParams;
  /** A `__data.json` request runs the loads of the page, whatever its method. */
  readonly isData: boolean;
}

export type Ruling =
  | { readonly kind: 'rules'; readonly rules: readonly Rule[] }
  | { readonly kind: 'undeclared' }
  | { readonly kind: 'method'; readonly allow: string };

/** The rules that all must hold for a request; `method` and `undeclared` are refused. */
export function rulingFor({ routeId, method, search, isData }: Asked): Ruling {
  const route = withoutGroups(routeId);
  const policy = Object.hasOwn(ROUTE_POLICY, route) ? ROUTE_POLICY[route] : undefined;
  if (!policy) return { kind: 'undeclared' };
  const isRead = method === 'GET' || method === 'HEAD';
  const rules: (Rule | undefined)[] = [isRead ? policy.GET : postRule(policy, method, search)];
  if (isData && !isRead) rules.push(policy.GET);
  const declared = rules.filter((rule) => rule !== undefined);
  if (declared.length === rules.length) return { kind: 'rules', rules: declared };
  if (method === 'POST' && policy.actions) return { kind: 'undeclared' };
  return { kind: 'method', allow: allowOf(policy) };
}

function postRule(policy: RoutePolicy, method: string, search: URLSearchParams): Rule | undefined {
  if (method !== 'POST') return undefined;
  if (!policy.actions) return policy.POST;
  const name = actionName(search);
  return Object.hasOwn(policy.actions, name) ? policy.actions[name] : undefined;
}

/** As Kit finds it: the first search parameter that begins with a slash; else the default action. */
function actionName(search: URLSearchParams): string {
  const named = [...search.keys()].find((key) => key.startsWith('/'));
  return named?.slice(1) ?? 'default';
}

function allowOf(policy: RoutePolicy): string {
  return [policy.GET ? ['GET', 'HEAD'] : [], policy.POST || policy.actions ? ['POST'] : []].flat().join(', ');
}
