/**
 * Which ids have come: places in the list of ids by their hash, since a `Set` of half a million ids takes ten times as much
 * memory (open addressing; Knuth, The Art of Computer Programming 3, 6.4).
 */
export class IdSet {
  readonly ids: string[] = [];
  /** Place + 1 of an id; 0: free. Its length is a power of two. */
  private slots = new Int32Array(2048);

  /** Adds an id; false where it has come before (then it stands in the list twice). */
  add(id: string): boolean {
    this.ids.push(id);
    if (this.ids.length * 2 > this.slots.length) this.grow();
    return this.place(id, this.ids.length);
  }

  private place(id: string, number: number): boolean {
    const { slots, ids } = this;
    const mask = slots.length - 1;
    for (let at = hash(id) & mask; ; at = (at + 1) & mask) {
      const taken = slots[at] ?? 0;
      if (taken === 0) {
        slots[at] = number;
        return true;
      }
      if (ids[taken - 1] === id) return taken === number;
    }
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 4);
    for (let i = 0; i < this.ids.length - 1; i += 1) this.place(this.ids[i] ?? '', i + 1);
  }
}

/** FNV-1a over the units of the text, its bits mixed since the places are the lowest ones. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value ^ (value >>> 15);
}
