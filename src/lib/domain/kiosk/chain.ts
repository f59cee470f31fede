import { chainText, type KioskItem } from './protocol.ts';

/** Where the answers of a tablet end: the last number and its hash. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** Numbers that never came, or answers of another tablet with the same key. */
export interface ChainFinding {
  readonly kind: 'gap' | 'fork';
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface ChainReading {
  readonly end: ChainEnd;
  readonly findings: readonly ChainFinding[];
}

/**
 * Reads what came after the known end. Numbers up to it are repeats, and a fork where `isNew` says that the store had
 * them not. Null where the sender's own hashes contradict its payloads, or numbers do not grow: such a message is none.
 */
export function readChain(
  known: ChainEnd,
  sent: { readonly previous: string; readonly items: readonly KioskItem[] },
  of: { readonly hash: (text: string) => string; readonly isNew: (item: KioskItem) => boolean }
): ChainReading | null {
  const findings: ChainFinding[] = [];
  let end = known;
  let before: { seq: number; hash: string } | null = null;
  for (const item of sent.items) {
    if (before && item.seq <= before.seq) return null;
    const follows = before === null ? sent.previous : item.seq === before.seq + 1 ? before.hash : null;
    if (follows !== null && of.hash(chainText(follows, item.payload)) !== item.hash) return null;
    if (item.seq <= known.seq) {
      if (of.isNew(item)) findings.push({ kind: 'fork', firstSeq: item.seq, lastSeq: item.seq });
    } else {
      if (item.seq > end.seq + 1) findings.push({ kind: 'gap', firstSeq: end.seq + 1, lastSeq: item.seq - 1 });
      else if (follows !== null && follows !== end.hash)
        findings.push({ kind: 'fork', firstSeq: item.seq, lastSeq: item.seq });
      end = { seq: item.seq, hash: item.hash };
    }
    before = item;
  }
  return { end, findings };
}
