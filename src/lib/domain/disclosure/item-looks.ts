import { laneKey, type Lane } from '../tally/lane.ts';
import type { Kind } from './count-table.ts';
import { WHOLE, type Cut } from './disclosure.ts';
import type { ItemBlock, ItemCell, ItemQuestion } from './item-question.ts';
import { Sets } from './sets.ts';

/**
 * What tells a cell apart in sums of told areas. Such a sum adds to a cell one number for the units on its way of which the
 * area is told, and one for each family of cuts: of its type, its mode and its lane, as far as those units tell them.
 */
export interface Look {
  readonly name: string;
  readonly parts: readonly string[];
  /** The units of which own items are told. */
  readonly own: string;
}

export const NOWHERE: Look = { name: '', parts: [], own: '' };

/** By cell. */
export function looksOf({ cells, paths, isAreaTold, isOwnTold }: ItemQuestion): readonly Look[] {
  const families = familiesOf(cells);
  const names = new Map<string, string>();
  const short = (name: string): string => {
    const known = names.get(name) ?? `#${names.size}`;
    names.set(name, known);
    return known;
  };
  const known = new Map<string, readonly (readonly NamedCut[])[]>();
  const toldOf = (unit: string) => {
    const told = known.get(unit) ?? families.map((cuts) => cuts.filter(({ cut }) => isAreaTold(unit, cut)));
    known.set(unit, told);
    return told;
  };
  const chains = new Map([...paths].map(([unit, path]) => [unit, path.filter((id) => isAreaTold(id, WHOLE))]));
  const owns = new Map([...paths].map(([unit, path]) => [unit, path.filter(isOwnTold).join(' ')]));
  // The first that is found of a unit and a family adds nothing but to the number of the unit.
  const first = new Map<string, string>();
  return cells.map((cell) => {
    const chain = chains.get(cell.unit) ?? [];
    const inFamily = (_: unknown, f: number) =>
      chain.flatMap((unit) => {
        const held = (toldOf(unit)[f] ?? []).flatMap(({ name, holds }) => (holds(cell) ? [name] : [])).join(',');
        const key = `${unit} ${f}`;
        if (!first.has(key)) first.set(key, held);
        return first.get(key) === held ? [] : [`${unit}:${held}`];
      });
    const parts = [chain.join(' '), ...families.map((cuts, f) => inFamily(cuts, f).join(' '))];
    return { name: short(`look ${parts.join('|')}`), parts: parts.map(short), own: short(owns.get(cell.unit) ?? '') };
  });
}

interface NamedCut {
  readonly name: string;
  readonly cut: Cut;
  readonly holds: (cell: ItemCell) => boolean;
}

/** The cuts that can be asked for, one at a time: by type, by mode, and by lane, its channel or its evidence. */
function familiesOf(cells: readonly ItemCell[]): readonly (readonly NamedCut[])[] {
  const named = (of: (cell: Omit<Kind, 'isOwn'>) => string, cutOf: (value: string) => Partial<Cut>) =>
    [...new Set(cells.map(of))].map((name): NamedCut => {
      return { name, cut: { ...WHOLE, ...cutOf(name) }, holds: (cell) => of(cell) === name };
    });
  const counted = new Set(cells.map(({ lane }) => laneKey(lane)));
  const byLane = (of: (lane: Lane) => string) =>
    named(
      ({ lane }) => of(lane),
      (name) => ({ keepsLane: (lane) => of(lane) === name && counted.has(laneKey(lane)) })
    );
  return [
    named(
      ({ respondentType }) => respondentType,
      (respondentType) => ({ respondentType })
    ),
    named(
      ({ filingMode }) => filingMode,
      (filingMode) => ({ filingMode })
    ),
    [...byLane(laneKey), ...byLane(({ channel }) => channel), ...byLane(({ evidence }) => evidence)]
  ];
}

/** The parts of a look that are looked at together: of the unit, type, mode and lane. */
const TOGETHER = [[0], [1], [2], [3], [1, 2], [1, 3], [2, 3], [1, 2, 3]];

/** Parts of looks that come to the same number: of two looks that do, and have the other parts in common. */
class Alike {
  readonly #same = new Sets<string>();

  /** Joins the looks of which it is known that they come to the same number. */
  join(looks: readonly Look[], hanging: Sets<string>): void {
    for (const { name, parts } of looks) {
      for (const these of TOGETHER) {
        const { own, others } = split(parts, these);
        hanging.join(name, `${these.join('')} ${this.#same.of(own)} ${others}`);
      }
    }
  }

  /** Learns from looks that hang together; false where there was nothing to learn. */
  learn(looks: readonly Look[], hanging: Sets<string>): boolean {
    const seen = new Map<string, string>();
    let isNew = false;
    for (const { name, parts } of looks) {
      for (const these of TOGETHER) {
        const { own, others } = split(parts, these);
        const key = `${these.join('')} ${hanging.of(name)} ${others}`;
        const known = seen.get(key);
        if (known === undefined) seen.set(key, own);
        else isNew = this.#same.join(known, own) || isNew;
      }
    }
    return isNew;
  }
}

function split(parts: readonly string[], these: readonly number[]) {
  const named = (isIn: boolean) => parts.filter((_, i) => these.includes(i) === isIn).join('|');
  return { own: `${these.join('')} ${named(true)}`, others: named(false) };
}

/** Own items add the same to all that they are told of together: there two hang together in both or in none. */
function joinBoth(looks: readonly Look[], from: Sets<string>, into: Sets<string>): boolean {
  const seen = new Map<string, string>();
  let isNew = false;
  for (const { name, own } of looks) {
    const key = `${own}|${from.of(name)}`;
    const known = seen.get(key);
    if (known === undefined) seen.set(key, name);
    else isNew = into.join(known, name) || isNew;
  }
  return isNew;
}

export interface AskedRest {
  readonly rest: readonly number[];
  /** Of the cells of the rest. */
  readonly looks: readonly Look[];
  readonly block: ItemBlock;
  readonly others: readonly ItemBlock[];
}

/** Looks by what such a sum adds to them: α + ω for own items and α for the others, of the block and of the other group. */
function hangingByBlocks({ rest, looks, block, others }: AskedRest): {
  readonly mine: Sets<string>;
  readonly theirs: Sets<string>;
} {
  const [mine, theirs] = [new Sets<string>(), new Sets<string>()];
  for (const [i, cell] of rest.entries()) {
    const { name: look, own } = looks[i] ?? NOWHERE;
    for (const { answers, group, name } of others) {
      if ((answers[cell] ?? 0) === 0) continue;
      // Of the other group it is the same only as far as own items are told together.
      mine.join(look, group === block.group ? name : `${name} ${own}`);
      theirs.join(look, group === block.group ? `${name} ${own}` : name);
    }
  }
  return { mine, theirs };
}

/** By looks, what hangs together by other blocks and by coming to the same number. */
export function hangingByLooks(asked: AskedRest): Sets<string> {
  const { looks } = asked;
  const alike = { mine: new Alike(), theirs: new Alike() };
  for (;;) {
    const { mine, theirs } = hangingByBlocks(asked);
    alike.mine.join(looks, mine);
    alike.theirs.join(looks, theirs);
    while (joinBoth(looks, mine, theirs) || joinBoth(looks, theirs, mine));
    const learnt = [alike.mine.learn(looks, mine), alike.theirs.learn(looks, theirs)];
    if (!learnt.includes(true)) return mine;
  }
}
