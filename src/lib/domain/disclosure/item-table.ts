import { laneKey } from '../tally/lane.ts';
import { WHOLE } from './disclosure.ts';
import { hiddenParts } from './hidden-parts.ts';
import type { ItemBlock, ItemQuestion } from './item-question.ts';

/** What is told of a whole unit is asked for many times. Where all items are own, or none, own items tell nothing beside the area. */
export function askedOnce({ isAreaTold, isOwnTold, ...rest }: ItemQuestion): ItemQuestion {
  const isMixed = new Set(rest.items.map(({ isOwn }) => isOwn)).size > 1;
  const wholes = new Map<string, boolean>();
  const owns = new Map<string, boolean>();
  const once = (known: Map<string, boolean>, unit: string, ask: (unit: string) => boolean) => {
    const told = known.get(unit) ?? ask(unit);
    known.set(unit, told);
    return told;
  };
  return {
    ...rest,
    isAreaTold: (unit, cut) =>
      cut === WHOLE ? once(wholes, unit, (id) => isAreaTold(id, WHOLE)) : isAreaTold(unit, cut),
    isOwnTold: (unit) => isMixed && once(owns, unit, isOwnTold)
  };
}

/** By name, so that the order in which they were read does not matter; cells without answers say nothing. */
export function inOrder({ items, cells, ...rest }: ItemQuestion): ItemQuestion {
  const order = [...items.keys()].sort((a, b) => ((items[a]?.id ?? '') < (items[b]?.id ?? '') ? -1 : 1));
  const named = cells
    .filter(({ answers }) => answers.some((n) => n > 0))
    .map((cell) => {
      const { unit, respondentType, filingMode, lane } = cell;
      const name = `${unit}|${respondentType}|${filingMode}|${laneKey(lane)}`;
      return { name, cell: { ...cell, answers: order.map((i) => cell.answers[i] ?? 0) } };
    });
  return {
    ...rest,
    items: order.flatMap((i) => items[i] ?? []),
    cells: named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ cell }) => cell)
  };
}

export interface ItemTree {
  readonly root: string;
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** The cells of a unit and of all units under it, by their number. */
  readonly cells: ReadonlyMap<string, readonly number[]>;
  /** Parents first. */
  readonly units: readonly string[];
}

export function treeOf({ cells: all, paths }: ItemQuestion): ItemTree {
  const children = new Map<string, Set<string>>();
  const cells = new Map<string, number[]>();
  let root = '';
  for (const [i, { unit }] of all.entries()) {
    let parent: string | undefined;
    for (const node of paths.get(unit) ?? [unit]) {
      const own = cells.get(node) ?? [];
      own.push(i);
      cells.set(node, own);
      if (parent === undefined) root = node;
      else children.set(parent, (children.get(parent) ?? new Set()).add(node));
      parent = node;
    }
  }
  const sorted = new Map([...children].map(([unit, under]) => [unit, [...under].sort()]));
  const units = [root];
  for (const unit of units) units.push(...(sorted.get(unit) ?? []));
  return { root, children: sorted, cells, units };
}

export function blocksOf({ items, cells, floor, isOwnTold }: ItemQuestion, tree: ItemTree): readonly ItemBlock[] {
  const isOwnToldAny = tree.units.some(isOwnTold);
  const answersOf = (indexes: readonly number[]) =>
    Float64Array.from(cells, ({ answers }) => indexes.reduce((sum, i) => sum + (answers[i] ?? 0), 0));
  const groups = Map.groupBy(items.keys(), (i) => (isOwnToldAny ? String(items[i]?.isOwn) : 'all'));
  return [...groups].flatMap(([group, indexes]) => {
    const parts = indexes.map((i) => ({ id: String(i), n: sum(answersOf([i])) }));
    const hidden = hiddenParts(parts, floor);
    const small = indexes.filter((i) => hidden.has(String(i)));
    const single = parts.filter(({ id, n }) => n > 0 && !hidden.has(id)).map(({ id }) => [Number(id)]);
    return [...single, ...(small.length > 0 ? [small] : [])].map((block) => {
      const ids = block.flatMap((i) => items[i]?.id ?? []);
      return { name: ids.join(' '), items: ids, group, answers: answersOf(block) };
    });
  });
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, n) => total + n, 0);
