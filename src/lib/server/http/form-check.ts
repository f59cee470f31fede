import { problem, type Problem } from '../../domain/shared/problem.ts';
import { ROUTE_POLICY, withoutGroups } from '../auth/route-policy.ts';

/** Our forms are sent as browsers send a form without files, and no otherwise. */
const FORM_TYPE = /^application\/x-www-form-urlencoded *(; *charset="?utf-8"? *)?$/i;

/** Pages whose forms carry a file. */
export const MULTIPART_ROUTES = new Set(['/admin/imports', '/admin/codes/panel', '/admin/links/print']);
const FILE_FORM_TYPE = /^multipart\/form-data *;/i;

/** Endpoints that are sent to by a form, since they answer with a file. */
const FORM_ENDPOINTS = new Set(['/admin/audit/export', '/admin/codes/panel', '/admin/jobs/[job]/[name]']);

interface Posting {
  readonly request: Request;
  readonly url: URL;
  readonly route: { readonly id: string | null };
}

/** What is wrong with a post to a page, before Kit reads it: Kit would answer some of it with 500. Null when nothing is. */
export function formProblem({ request, url, route }: Posting): Problem | null {
  if (request.method !== 'POST' || route.id === null) return null;
  const name = withoutGroups(route.id);
  const policy = Object.hasOwn(ROUTE_POLICY, name) ? ROUTE_POLICY[name] : undefined;
  if (!policy?.actions && !FORM_ENDPOINTS.has(name)) return null;
  if (url.searchParams.has('/default')) return problem('request.malformed'); // Kit's own name for an action without one
  const type = request.headers.get('content-type') ?? '';
  const isRight = FORM_TYPE.test(type) || (MULTIPART_ROUTES.has(name) && FILE_FORM_TYPE.test(type));
  if (!isRight) return problem('request.content_type');
  return null;
}
