import type { ResultsDocument } from './results-document.ts';

/** A published share that a later version gives otherwise; null = hidden or not there. */
export interface Correction {
  readonly unit: string;
  readonly title: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** What a version of a round's results changed against the one before it: the whole first, then units in their order. */
export function corrections(before: ResultsDocument, after: ResultsDocument): readonly Correction[] {
  const all = ({ whole, units }: ResultsDocument) => [whole, ...units];
  const old = new Map(all(before).map((unit) => [unit.id, unit]));
  const now = new Map(all(after).map((unit) => [unit.id, unit]));
  const ids = [...now.keys(), ...[...old.keys()].filter((id) => !now.has(id))];
  return ids.flatMap((id): readonly Correction[] => {
    const was = old.get(id);
    const is = now.get(id);
    const isSame = was !== undefined && is !== undefined && was.n === is.n && was.share === is.share;
    if (isSame) return [];
    return [{ unit: id, title: is?.title ?? was?.title ?? id, before: was?.share ?? null, after: is?.share ?? null }];
  });
}
