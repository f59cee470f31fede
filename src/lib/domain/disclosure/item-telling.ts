import { WHOLE } from './disclosure.ts';
import { hangingByLooks, looksOf, NOWHERE, type Look } from './item-looks.ts';
import type { ItemBlock, ItemQuestion } from './item-question.ts';
import { askedOnce, blocksOf, inOrder, treeOf, type ItemTree } from './item-table.ts';
import { Sets } from './sets.ts';

/** The items of the area that are not told of a unit. */
export type ItemTelling = (unit: string) => ReadonlySet<string>;

/**
 * Which items of an area are told, so that no answers below the floor to an item in a unit can be computed from all that
 * is told: the area in every cut, its own items, and items (`round-disclosure.ts` decides the first two).
 *
 * 1. Items too small in the whole are merged with the next smallest, and never told; the others are blocks of one.
 * 2. The area is the sum of its blocks: who knows all but one knows that one too. So a unit tells all of them or none,
 *    and only where the unit above does, the area is told, and each block holds nobody or the floor.
 * 3. What the units under it leave untold of it (its rest) must be safe as well. A sum that isolates some answers to a
 *    block i adds to each answer α(where, kind) of told areas, ω(where) if it is to an own item, and β(item, rest) of told
 *    items; it comes to 0 for every other block. So where j was answered α (for an own j, α + ω) is the same in a whole
 *    rest, and with it what the sum adds to answers to i. A rest thus falls into parts that the sum takes or leaves
 *    whole. A block is safe where every part of every rest holds nobody or the floor. It also is where in every rest all
 *    parts with other blocks hold the floor, or there is one such part and nobody answered i: then the sum can only leave
 *    those parts, and what is left is of the area alone, which has its own rule.
 *
 * Holds for readers who know which cells are empty (`tests/property/item-telling.test.ts` solves the system).
 */
export function itemTelling(asked: ItemQuestion): ItemTelling {
  const { told, merged, all } = decided(inOrder(askedOnce(asked)));
  return (unit) => (told.has(unit) ? merged : all);
}

/** What is left of a question: its cells are by the ten thousands, and what is told is kept as long as the round. */
function decided(question: ItemQuestion) {
  const tree = treeOf(question);
  const blocks = blocksOf(question, tree);
  const all = new Set(question.items.map(({ id }) => id));
  const merged = new Set(blocks.flatMap(({ items }) => (items.length > 1 ? items : [])));
  const units = new Set([...question.paths.values()].flat());
  const areaTold = () => new Set([...units].filter((unit) => question.isAreaTold(unit, WHOLE)));
  const told = blocks.length < 2 ? areaTold() : new Telling(question, tree, blocks).units();
  return { told, merged, all };
}

/** Finds the units that tell items: takes away from all that might, until every rest is safe. */
class Telling {
  readonly #question: ItemQuestion;
  readonly #tree: ItemTree;
  readonly #blocks: readonly ItemBlock[];
  readonly #told = new Set<string>();
  /** Of the rest of a unit, as long as it stays as it is. */
  readonly #judged = new Map<string, Map<ItemBlock, Judged>>();
  /** By cell. */
  readonly #owns: Int32Array;
  #looks: readonly Look[] | null = null;

  constructor(question: ItemQuestion, tree: ItemTree, blocks: readonly ItemBlock[]) {
    this.#question = question;
    this.#tree = tree;
    this.#blocks = blocks;
    this.#owns = ownsOf(question);
  }

  units(): ReadonlySet<string> {
    this.#tell(this.#tree.root);
    for (let found = this.#unsafe(); found; found = this.#unsafe()) {
      const { unit, block } = found;
      const smallest = this.#smallestUnder(unit, block);
      this.#withhold(smallest ?? unit);
      const above = smallest === null ? this.#parentOf(unit) : unit;
      if (above !== undefined) this.#judged.delete(above);
    }
    return this.#told;
  }

  /** A block that is not safe, and a unit whose rest of it falls apart, rather one that also leaves a part too small. */
  #unsafe(): { readonly unit: string; readonly block: ItemBlock } | null {
    const units = [...this.#told].reverse();
    for (const block of this.#blocks) {
      const left = units.filter((unit) => !this.#is('isLeft', unit, block));
      if (left.length === 0) continue;
      const apart = units.filter((unit) => !this.#is('isWhole', unit, block));
      const [first] = apart;
      if (first !== undefined) return { unit: left.find((unit) => apart.includes(unit)) ?? first, block };
    }
    return null;
  }

  #tell(unit: string): void {
    const cells = this.#tree.cells.get(unit) ?? [];
    const isSafe = this.#blocks.every(({ answers }) => this.#isSafe(sumAt(answers, cells)));
    if (!isSafe || !this.#question.isAreaTold(unit, WHOLE)) return;
    this.#told.add(unit);
    for (const child of this.#tree.children.get(unit) ?? []) this.#tell(child);
  }

  #withhold(unit: string): void {
    this.#told.delete(unit);
    this.#judged.delete(unit);
    for (const child of this.#tree.children.get(unit) ?? []) this.#withhold(child);
  }

  #parentOf(unit: string): string | undefined {
    return this.#tree.units.find((id) => this.#tree.children.get(id)?.includes(unit));
  }

  #smallestUnder(unit: string, { answers }: ItemBlock): string | null {
    const size = (id: string) => sumAt(answers, this.#tree.cells.get(id) ?? []);
    const told = (this.#tree.children.get(unit) ?? []).filter((id) => this.#told.has(id) && size(id) > 0);
    return told.sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1))[0] ?? null;
  }

  #isSafe(n: number): boolean {
    return n === 0 || n >= this.#question.floor;
  }

  /** Most rests hang together by their blocks alone; what looks alike is looked for where one does not. */
  #is(safe: keyof Verdict, unit: string, block: ItemBlock): boolean {
    const known = this.#judged.get(unit) ?? new Map<ItemBlock, Judged>();
    this.#judged.set(unit, known);
    const judged = known.get(block) ?? {
      plain: this.#verdict(this.#plainParts(this.#restOf(unit), block)),
      byLooks: null
    };
    known.set(block, judged);
    if (judged.plain[safe]) return true;
    judged.byLooks ??= this.#verdict(this.#partsByLooks(this.#restOf(unit), block));
    return judged.byLooks[safe];
  }

  #verdict(parts: readonly Part[]): Verdict {
    const hanging = parts.filter(({ hangs }) => hangs);
    const isUnanswered = parts.every(({ n }) => n === 0);
    return {
      isWhole: parts.every(({ n }) => this.#isSafe(n)),
      isLeft: hanging.every(({ n }) => n >= this.#question.floor) || (hanging.length === 1 && isUnanswered)
    };
  }

  /** The cells of a unit that no unit under it tells. */
  #restOf(unit: string): readonly number[] {
    if (!this.#tree.children.has(unit)) return this.#tree.cells.get(unit) ?? [];
    const covered = new Set<number>();
    const cover = (id: string): void => {
      if (this.#told.has(id)) for (const cell of this.#tree.cells.get(id) ?? []) covered.add(cell);
      else for (const child of this.#tree.children.get(id) ?? []) cover(child);
    };
    for (const child of this.#tree.children.get(unit) ?? []) cover(child);
    return (this.#tree.cells.get(unit) ?? []).filter((cell) => !covered.has(cell));
  }

  /** The parts of a rest that hang together by other blocks alone. */
  #plainParts(rest: readonly number[], block: ItemBlock): readonly Part[] {
    const sets = new Sets<number>();
    const hubs = this.#hubsOf(block);
    for (const cell of rest) {
      let first: number | undefined;
      for (const hub of hubs(cell))
        if (first === undefined) first = hub;
        else sets.join(first, hub);
    }
    const parts = new Map<number, { n: number; hangs: boolean }>();
    const lone: Part[] = [];
    for (const cell of rest) {
      const [hub] = hubs(cell);
      const n = block.answers[cell] ?? 0;
      if (hub === undefined) lone.push({ n, hangs: false });
      else {
        const part = parts.get(sets.of(hub)) ?? { n: 0, hangs: true };
        part.n += n;
        parts.set(sets.of(hub), part);
      }
    }
    return [...parts.values(), ...lone];
  }

  /** The other blocks that were answered in a cell, by number: of the other group as far as own items are told together. */
  #hubsOf(block: ItemBlock): (cell: number) => readonly number[] {
    const others = this.#blocks.map((one, j) => ({ ...one, j })).filter(({ name }) => name !== block.name);
    const size = this.#blocks.length;
    return (cell) => {
      const found: number[] = [];
      for (const { answers, group, j } of others) {
        if ((answers[cell] ?? 0) === 0) continue;
        found.push(group === block.group ? j : size * (1 + (this.#owns[cell] ?? 0)) + j);
      }
      return found;
    };
  }

  /** The parts that hang together by other blocks and by looks that come to the same. */
  #partsByLooks(rest: readonly number[], block: ItemBlock): readonly Part[] {
    this.#looks ??= looksOf(this.#question);
    const others = this.#blocks.filter((one) => one !== block);
    const looks = rest.map((cell) => this.#looks?.[cell] ?? NOWHERE);
    const hanging = hangingByLooks({ rest, looks, block, others });
    const parts = new Map<string, { n: number; hangs: boolean }>();
    for (const [i, cell] of rest.entries()) {
      const at = hanging.of(looks[i]?.name ?? '');
      const part = parts.get(at) ?? { n: 0, hangs: false };
      part.n += block.answers[cell] ?? 0;
      part.hangs ||= others.some(({ answers }) => (answers[cell] ?? 0) > 0);
      parts.set(at, part);
    }
    return [...parts.values()];
  }
}

/** By cell: the units of which own items are told, as a number. */
function ownsOf({ cells, paths, isOwnTold }: ItemQuestion): Int32Array {
  const numbers = new Map<string, number>();
  const ofUnit = new Map<string, number>();
  for (const [unit, path] of paths) {
    const name = path.filter(isOwnTold).join(' ');
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    ofUnit.set(unit, number);
  }
  return Int32Array.from(cells, ({ unit }) => ofUnit.get(unit) ?? 0);
}

interface Judged {
  readonly plain: Verdict;
  /** Null as long as nobody asked. */
  byLooks: Verdict | null;
}

interface Verdict {
  /** Every part holds nobody or the floor. */
  readonly isWhole: boolean;
  /** A sum that isolates fewer can only leave the parts with other blocks. */
  readonly isLeft: boolean;
}

interface Part {
  /** Answers to the block in question. */
  readonly n: number;
  /** Whether another block was answered in it. */
  readonly hangs: boolean;
}

function sumAt(values: Float64Array, cells: readonly number[]): number {
  let total = 0;
  for (const cell of cells) total += values[cell] ?? 0;
  return total;
}
