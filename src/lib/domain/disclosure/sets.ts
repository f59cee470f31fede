/** Disjoint sets of names (Galler & Fischer, CACM 7, 1964), with the paths shortened as they are walked. */
export class Sets<Name extends string | number> {
  readonly #parent = new Map<Name, Name>();

  /** The name that stands for the set of a name. */
  of(name: Name): Name {
    let at = name;
    for (let up = this.#parent.get(at); up !== undefined; up = this.#parent.get(at)) {
      const above = this.#parent.get(up);
      if (above !== undefined) this.#parent.set(at, above);
      at = above ?? up;
    }
    return at;
  }

  /** Joins the sets of two names; false where they were one. */
  join(a: Name, b: Name): boolean {
    const [x, y] = [this.of(a), this.of(b)];
    if (x !== y) this.#parent.set(x, y);
    return x !== y;
  }
}
