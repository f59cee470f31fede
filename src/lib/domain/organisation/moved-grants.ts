import type { ChangePlan, MovedGrant, StateGrant } from './change-plan.ts';

/** The roles at units that end, with all units that follow each: of a merger one, of a split every part. */
export function movedGrants(
  grants: readonly StateGrant[],
  { ends, successions }: Pick<ChangePlan, 'ends' | 'successions'>
): readonly MovedGrant[] {
  return grants
    .filter(({ unit }) => ends.includes(unit))
    .map(({ person, role, unit: from }) => {
      return { person, role, from, to: successions.filter((row) => row.from === from).map(({ to }) => to) };
    });
}

/** Names one successor of one role, as the box of a form that takes it. */
export const grantKey = ({ person, role, from }: Omit<MovedGrant, 'to'>, to: string): string =>
  [person, role, from, to].join('|');

/** The roles as chosen among several successors; where one unit follows there is no choice. Null chooses all. */
export function chosenGrants(moved: readonly MovedGrant[], chosen: ReadonlySet<string> | null): readonly MovedGrant[] {
  if (chosen === null) return moved;
  return moved.map((grant) =>
    grant.to.length < 2 ? grant : { ...grant, to: grant.to.filter((to) => chosen.has(grantKey(grant, to))) }
  );
}
