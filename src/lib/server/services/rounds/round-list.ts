import { allows } from '../../../domain/access/policy.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';

/** The rounds in which the actor may read a unit, newest first, and those units. */
export function roundList(ctx: Context) {
  const today = localDay(ctx.now());
  const units = ctx.directory
    .units()
    .filter((unit) => allows(ctx.actor.grants, 'round.read', ctx.directory.path(unit.id, today)));
  const rounds = ctx.directory.rounds().filter((round) => units.some((unit) => round.units.has(unit.id)));
  return {
    rounds: rounds.map((round) => ({
      id: round.id,
      name: round.name,
      status: round.status,
      opensOn: round.opensOn,
      closesOn: round.closesOn,
      kind: round.design.kind,
      form: round.design.form
    })),
    units: units.map((unit) => ({ id: unit.id, code: unit.code, title: unitTitle(unit) }))
  };
}
