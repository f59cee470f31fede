import type { RequestEvent } from '@sveltejs/kit';
import { allowsSomewhere } from '../../domain/access/policy.ts';
import { problem, type Problem } from '../../domain/shared/problem.ts';
import type { Context } from '../context.ts';
import { can } from './can.ts';
import { rulingFor, type Rule } from './route-policy.ts';

type Asking = Pick<RequestEvent, 'url' | 'request' | 'isDataRequest'> & {
  readonly params: Readonly<Record<string, string | undefined>>;
};

/** Why the actor may not make this request; null when they may. Throws `unit.not_found`, `counter.not_found`. */
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

function refusalByRule(ctx: Context, rule: Rule, event: Asking): Problem | null {
  if (rule === 'public') return null;
  if (ctx.actor.grants.length === 0) return problem('access.signed_out');
  if (rule === 'signed_in') return null;
  const units = unitsNamedBy(ctx, event);
  const isAllowed = allowsSomewhere(ctx.actor.grants, rule) && units.every((unit) => can(ctx, rule, unit));
  return isAllowed ? null : problem('access.denied');
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
