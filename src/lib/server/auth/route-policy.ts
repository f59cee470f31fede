import { PERMISSION_NAMES, type Permission } from '../../domain/access/policy.ts';
import { ROUTES, type RoutePolicy, type Rule } from './routes.ts';

/** Routes that neither read nor set a cookie: no session is looked up, and other origins may post. */
const COOKIELESS = [
  '/kiosk',
  '/api/v1/kiosk/pairing',
  '/api/v1/kiosk/contact',
  '/api/v1/kiosk/package',
  '/s/[code]',
  '/s/[code]/thanks',
  '/s/[code]/poster.pdf',
  '/s/audio/[sha256]',
  '/results',
  '/results/[round]',
  '/results/[round]/[version]',
  '/results/[round]/[version]/units/[unit]',
  '/results/[round]/[version]/questionnaire',
  '/results/[round]/[version]/data.csv',
  '/results/[round]/[version]/data.json',
  '/results/[round]/[version]/card.svg',
  '/results/[round]/[version]/card.png',
  '/results/[round]/[version]/embed',
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

/** The permission that a rule asks for on the whole province; null for the other rules. */
export function provincePermission(rule: Rule): Permission | null {
  return PERMISSION_NAMES.find((name) => rule === `${name} of the province`) ?? null;
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
  const policy = Object.hasOwn(ROUTES, route) ? ROUTES[route] : undefined;
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
