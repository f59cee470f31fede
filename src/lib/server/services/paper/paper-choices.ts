import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { can } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { paperBooklets } from './paper-batches.ts';

/** What a new batch can be: counters of the actor's units in rounds that take forms, and the forms of those rounds. */
export function paperChoices(ctx: Context) {
  const rounds = ctx.directory.rounds().filter(({ status }) => status === 'open' || status === 'closing');
  const units = ctx.directory
    .units()
    .filter(({ id }) => rounds.some((round) => round.units.has(id)) && can(ctx, 'paper.enter', id))
    .sort((a, b) => unitTitle(a).localeCompare(unitTitle(b), 'vi'));
  return {
    counters: units.flatMap((unit) =>
      ctx.directory.counters(unit.id).map(({ id, name }) => ({ id, title: `${unitTitle(unit)} · ${name}` }))
    ),
    booklets: [...new Set(rounds.flatMap((round) => paperBooklets(ctx, round)))]
  };
}
