import { allows, homeGrant, type Grant, type Permission } from '../../domain/access/policy.ts';
import { problem } from '../../domain/shared/problem.ts';
import { localDay } from '../../domain/shared/time.ts';
import type { Actor, Context } from '../context.ts';

/** Whether the actor may do this to this unit, by the tree of today. Throws `unit.not_found` for an unknown unit. */
export function can(ctx: Context, permission: Permission, unitId: string): boolean {
  const unit = ctx.directory.unit(unitId);
  return allows(ctx.actor.grants, permission, ctx.directory.path(unit.id, localDay(ctx.now())));
}

/** The role by which the actor's pages begin; null for who sees no figures. */
export function homeOf({ actor, directory }: Context): Grant | null {
  return homeGrant(actor.grants, (unit) => directory.unit(unit).to === null);
}

/** The first line of a service function: throws `access.denied` unless the actor may. */
export function requireCan(ctx: Context, permission: Permission, unitId: string): void {
  if (!can(ctx, permission, unitId)) throw problem('access.denied');
}

/** The program itself, acting for whoever may run it on the server's machine: all rights of the province. */
export function programActor(rootUnit: string): Actor {
  return { id: 'program', name: 'hailong', grants: [{ role: 'province_admin', unit: rootUnit }] };
}
