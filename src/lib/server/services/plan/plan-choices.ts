import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { Text } from '../../../domain/questionnaire/document.ts';
import type { Context } from '../../context.ts';

export interface PlanChoices {
  /** The areas of the newest round, which are its criteria. */
  readonly criteria: readonly { readonly id: string; readonly title: Text }[];
  readonly units: readonly { readonly id: string; readonly title: string }[];
}

/** What a task can be for, and whose it can be. */
export function planChoices(ctx: Context): PlanChoices {
  const [round] = ctx.directory.rounds();
  const areas = round ? ctx.directory.questionnaire(round.questionnaire).areas : [];
  const units = ctx.directory.presentUnits().map((unit) => ({ id: unit.id, title: unitTitle(unit) }));
  return {
    criteria: areas.map(({ id, short }) => ({ id, title: short })),
    units: units.sort((a, b) => a.title.localeCompare(b.title, 'vi'))
  };
}
