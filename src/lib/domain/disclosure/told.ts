import { countIn, isSafe, parentsFirst, subtree, type CountTable } from './count-table.ts';
import { BY_LANE, BY_MODE, BY_OWN, BY_TYPE, type CutFamily, type Partition } from './cut-family.ts';
import { hiddenParts } from './hidden-parts.ts';

/** The families in the order in which less of them is told, each down to a level. */
const LOWERED = [
  [BY_OWN, 0],
  [BY_MODE, 0],
  [BY_LANE, 1],
  [BY_TYPE, 0],
  [BY_LANE, 0]
] as const;

/** What is told of each unit: its total or nothing, and how finely each family of cuts (level 0 = not at all). */
export class Told {
  readonly #table: CountTable;
  readonly #floor: number;
  readonly #hidden = new Set<string>();
  readonly #levels: readonly Map<string, number>[];

  constructor(table: CountTable, families: readonly CutFamily[], floor: number) {
    this.#table = table;
    this.#floor = floor;
    this.#levels = families.map(() => new Map());
    this.#tellTotals();
    families.forEach((family, f) => family.forEach((blocks, i) => this.#tellFamily(f, blocks, i + 1)));
  }

  isHidden(unit: string): boolean {
    return this.#hidden.has(unit);
  }

  level(family: number, unit: string): number {
    return this.#levels[family]?.get(unit) ?? 0;
  }

  /** Tells one level less of a unit and all under it, what is asked for least first. False when nothing is left. */
  lower(unit: string): boolean {
    const [family, left] = LOWERED.find(([f, down]) => this.level(f, unit) > down) ?? [BY_LANE, 0];
    const level = this.level(family, unit) - 1;
    if (level < left) return false;
    for (const id of subtree(this.#table, unit)) {
      this.#levels[family]?.set(id, Math.min(this.level(family, id), level));
    }
    return true;
  }

  /** Tells nothing more of a unit and all under it. */
  hide(unit: string): void {
    for (const id of subtree(this.#table, unit)) {
      this.#hidden.add(id);
      for (const levels of this.#levels) levels.set(id, 0);
    }
  }

  /** Totals: hides units below the floor and, with each, its complement among its siblings; and what is under them. */
  #tellTotals(): void {
    const { root, base, whole, own, children } = this.#table;
    const total = (unit: string) => countIn(whole.get(unit), base);
    if (!isSafe(total(root), this.#floor)) this.hide(root);
    for (const parent of parentsFirst(this.#table)) {
      if (this.#hidden.has(parent)) continue;
      const under = (children.get(parent) ?? []).map((id) => ({ id, n: total(id) }));
      // What was answered in the parent itself is a part like its children, with no page of its own.
      const parts = [...under, { id: '', n: countIn(own.get(parent), base) }];
      const hidden = hiddenParts(parts, this.#floor);
      for (const { id } of under) if (hidden.has(id)) this.hide(id);
    }
  }

  /** A level of a family: a unit tells it where each block is safe in it and in what the units beside it leave untold. */
  #tellFamily(family: number, blocks: Partition, level: number): void {
    const { root, whole, children } = this.#table;
    const tells = (unit: string) =>
      !this.#hidden.has(unit) &&
      this.level(family, unit) === level - 1 &&
      blocks.every((block) => isSafe(countIn(whole.get(unit), block), this.#floor));
    if (tells(root)) this.#levels[family]?.set(root, level);
    for (const parent of parentsFirst(this.#table)) {
      if (this.level(family, parent) < level) continue;
      const telling = new Set((children.get(parent) ?? []).filter(tells));
      this.#withholdComplements(parent, blocks, telling);
      for (const id of telling) this.#levels[family]?.set(id, level);
    }
  }

  #withholdComplements(parent: string, blocks: Partition, telling: Set<string>): void {
    const { whole } = this.#table;
    const isUntoldSafe = (block: readonly number[]) => {
      let untold = countIn(whole.get(parent), block);
      for (const id of telling) untold -= countIn(whole.get(id), block);
      return isSafe(untold, this.#floor);
    };
    for (let block = blocks.find((b) => !isUntoldSafe(b)); block; block = blocks.find((b) => !isUntoldSafe(b))) {
      const size = (id: string) => countIn(whole.get(id), block ?? []);
      const smallest = [...telling]
        .filter((id) => size(id) > 0)
        .sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1))[0];
      if (smallest === undefined) return telling.clear();
      telling.delete(smallest);
    }
  }
}
