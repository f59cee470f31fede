/** An edge is a filled cell of the table: a row and a point that have answers in common. */
export interface TimeEdge {
  readonly a: number;
  readonly b: number;
  readonly n: number;
}

/** A sum that is told, of which a part can be computed that holds fewer than the floor: its edges. */
export interface SmallPart {
  readonly vertex: number;
  readonly edges: readonly TimeEdge[];
}

/**
 * The told sums are the vertices of a bipartite graph (rows and points), each the sum of its edges. A part of a vertex's
 * edges can be computed from all sums exactly where it leads to whole components of the graph without that vertex, so
 * that only at cut vertices (Tarjan, SIAM J. Computing 1, 1972) does a sum fall apart. Gives the parts below the floor.
 */
export function smallParts(vertices: number, edges: readonly TimeEdge[], floor: number): readonly SmallPart[] {
  const adjacent: TimeEdge[][] = Array.from({ length: vertices }, () => []);
  for (const edge of edges) {
    adjacent[edge.a]?.push(edge);
    adjacent[edge.b]?.push(edge);
  }
  const search = new Search(adjacent);
  const found: SmallPart[] = [];
  for (let v = 0; v < vertices; v += 1) {
    const own = adjacent[v] ?? [];
    for (const part of search.partsOf(v, own)) {
      const n = part.reduce((sum, edge) => sum + edge.n, 0);
      if (part.length > 0 && part.length < own.length && n < floor) found.push({ vertex: v, edges: part });
    }
  }
  return found;
}

/** A depth-first search: order of discovery, last discovered below, and the lowest that is reached from below. */
class Search {
  readonly #adjacent: readonly (readonly TimeEdge[])[];
  readonly #found: Int32Array;
  readonly #last: Int32Array;
  readonly #low: Int32Array;
  readonly #children: readonly number[][];
  #time = 0;

  constructor(adjacent: readonly (readonly TimeEdge[])[]) {
    this.#adjacent = adjacent;
    this.#found = new Int32Array(adjacent.length).fill(-1);
    this.#last = new Int32Array(adjacent.length);
    this.#low = new Int32Array(adjacent.length);
    this.#children = adjacent.map(() => []);
    // No path is longer than twice the points of a round, so that it may recur.
    for (let v = 0; v < adjacent.length; v += 1) if (this.#found[v] === -1) this.#visit(v, -1);
  }

  #visit(v: number, parent: number): void {
    this.#found[v] = this.#low[v] = this.#time;
    this.#time += 1;
    for (const edge of this.#adjacent[v] ?? []) {
      const w = edge.a === v ? edge.b : edge.a;
      if (w === parent) continue;
      if (this.#found[w] === -1) {
        this.#children[v]?.push(w);
        this.#visit(w, v);
        this.#low[v] = Math.min(this.#low[v] ?? 0, this.#low[w] ?? 0);
      } else this.#low[v] = Math.min(this.#low[v] ?? 0, this.#found[w] ?? 0);
    }
    this.#last[v] = this.#time - 1;
  }

  /** The edges of a vertex by the component that they lead to when it is taken away. */
  partsOf(v: number, own: readonly TimeEdge[]): readonly (readonly TimeEdge[])[] {
    const apart = (this.#children[v] ?? []).filter((child) => (this.#low[child] ?? 0) >= (this.#found[v] ?? 0));
    const isBelow = (w: number, child: number) =>
      (this.#found[w] ?? 0) >= (this.#found[child] ?? 0) && (this.#found[w] ?? 0) <= (this.#last[child] ?? 0);
    const groups = Map.groupBy(own, (edge) => {
      const w = edge.a === v ? edge.b : edge.a;
      return apart.find((child) => isBelow(w, child)) ?? -1;
    });
    return [...groups.values()];
  }
}
