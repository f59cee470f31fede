import type { RequestEvent } from '@sveltejs/kit';
import { allowsSomewhere, isPermission } from '../../domain/access/policy.ts';
import { problem, Problem } from '../../domain/shared/problem.ts';
import type { Context } from '../context.ts';
import { can, homeOf } from './can.ts';
import { provincePermission, rulingFor } from './route-policy.ts';
import type { Rule } from './routes.ts';

type Asking = Pick<RequestEvent, 'url' | 'request' | 'isDataRequest'> & {
  readonly params: Readonly<Record<string, string | undefined>>;
};

/** Why the actor may not make this request, an unknown unit or counter in its address included; null when they may. */
export function refusalOf(ctx: Context, event: Asking, routeId: string): Problem | null {
  const { url, request, isDataRequest: isData } = event;
  const ruling = rulingFor({ routeId, method: request.method, search: url.searchParams, isData });
  if (ruling.kind === 'undeclared') return problem('access.denied');
  if (ruling.kind === 'method') return problem('request.method', { allow: ruling.allow });
  for (const rule of ruling.rules) {
    const refusal = refusalByRule(ctx, rule, event);
    if (refusal) return refusal;
  }
  return null;
}

/** The page where somebody signed in begins: the Overview, or the server's health for who sees no figures. */
export function firstPageOf(ctx: Context): '/admin' | '/admin/health' | '/admin/account' {
  if (homeOf(ctx) !== null) return '/admin';
  return can(ctx, 'store.health', ctx.directory.root().id) ? '/admin/health' : '/admin/account';
}

function refusalByRule(ctx: Context, rule: Rule, event: Asking): Problem | null {
  if (rule === 'public') return null;
  if (ctx.actor.grants.length === 0) return problem('access.signed_out');
  if (rule === 'enrolling') return null;
  if (ctx.actor.lacksSecondFactor === true) return problem('access.second_factor_missing');
  if (rule === 'signed_in') return null;
  const ofProvince = provincePermission(rule);
  if (ofProvince) return can(ctx, ofProvince, ctx.directory.root().id) ? null : problem('access.denied');
  if (!isPermission(rule)) return problem('access.denied');
  if (!allowsSomewhere(ctx.actor.grants, rule)) return problem('access.denied');
  try {
    return unitsNamedBy(ctx, event).every((unit) => can(ctx, rule, unit)) ? null : problem('access.denied');
  } catch (fault) {
    if (fault instanceof Problem) return fault;
    throw fault;
  }
}

/** The units that the address names, as a part of the path, `?unit=`, or the unit of `?counter=`. */
function unitsNamedBy(ctx: Context, { params, url }: Asking): readonly string[] {
  const named = [params['unit'], ...url.searchParams.getAll('unit')].filter((id) => id !== undefined && id !== '');
  const counters = url.searchParams.getAll('counter').filter((id) => id !== '');
  return [...named, ...counters.map((id) => unitOfCounter(ctx, id))].filter((id) => id !== undefined);
}

function unitOfCounter(ctx: Context, counter: string): string {
  const unit = ctx.directory.units().find(({ id }) => ctx.directory.counters(id).some((known) => known.id === counter));
  if (!unit) throw problem('counter.not_found');
  return unit.id;
}
