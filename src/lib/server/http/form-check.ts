import { problem, type Problem } from '../../domain/shared/problem.ts';
import { withoutGroups } from '../auth/route-policy.ts';
import { ROUTES } from '../auth/routes.ts';

/** Our forms are sent as browsers send a form without files, and no otherwise but where a file is asked for. */
const FORM_TYPE = /^application\/x-www-form-urlencoded *(; *charset="?utf-8"? *)?$/i;

/** A form with files: one boundary of the letters that browsers use (RFC 2046), nothing else. */
const MULTIPART_TYPE = /^multipart\/form-data *; *boundary="?[0-9A-Za-z'()+_,./:=?-]{1,70}"?$/i;

/** Pages whose forms may carry a file. How large it may be stands in entry/limits.ts. */
export const MULTIPART_ROUTES: ReadonlySet<string> = new Set([
  '/admin/imports',
  '/admin/imports/[import]',
  '/admin/codes/panel',
  '/admin/links/print',
  '/admin/questionnaires',
  '/admin/questionnaires/[document]/edit',
  '/admin/questionnaires/[document]/audio',
  '/admin/criteria-sets'
]);

/** Endpoints of pages that take JSON from a script, and the way out, which reads no body. All others are sent a form. */
const NO_FORM = new Set(['/login/passkey', '/admin/account/passkey', '/logout']);

interface Posting {
  readonly request: Request;
  readonly url: URL;
  readonly route: { readonly id: string | null };
}

/** What is wrong with a post to a page, before Kit reads it: Kit would answer some of it with 500. Null when nothing is. */
export function formProblem({ request, url, route }: Posting): Problem | null {
  if (request.method !== 'POST' || route.id === null) return null;
  const name = withoutGroups(route.id);
  const policy = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (!policy || (!policy.actions && (name.startsWith('/api/') || NO_FORM.has(name)))) return null;
  if (url.searchParams.has('/default')) return problem('request.malformed'); // Kit's own name for an action without one
  const type = request.headers.get('content-type') ?? '';
  const isTaken = FORM_TYPE.test(type) || (MULTIPART_ROUTES.has(name) && MULTIPART_TYPE.test(type));
  return isTaken ? null : problem('request.content_type');
}
