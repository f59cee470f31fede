import type { Matter } from '../../server/services/attention/attention-view.ts';

/** Matters that stand open; the others are behind "see all" (UX §3.4). */
export const SHOWN_MAX = 5;

/**
 * Which of a list stand open: one of each kind in turn, so that many of a kind hide no other; in the order of the list.
 */
export function firstMatters(matters: readonly Matter[], max = SHOWN_MAX): ReadonlySet<Matter> {
  const kinds = [...Map.groupBy(matters, ({ kind }) => kind).values()];
  const longest = Math.max(0, ...kinds.map((kind) => kind.length));
  const inTurn = Array.from({ length: longest }, (_, i) => kinds.flatMap((kind) => kind[i] ?? [])).flat();
  return new Set(inTurn.slice(0, max));
}
