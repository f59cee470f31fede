import { folded } from '../../domain/shared/folded.ts';
import type { UnitProgress } from '../../server/services/estimate/estimate-view.ts';

export type UnitSort = 'name' | 'code' | 'missing';
export const UNIT_SORTS: readonly UnitSort[] = ['name', 'code', 'missing'];

export interface UnitFilter {
  /** Part of a name or code, with or without marks. */
  readonly search: string;
  readonly sort: UnitSort;
}

/** The units that match, sorted by name, code or responses still missing; never by score, which would be a ranking. */
export function unitRows(units: readonly UnitProgress[], { search, sort }: UnitFilter): readonly UnitProgress[] {
  const wanted = folded(search);
  const found = units.filter(({ unit }) => wanted === '' || folded(`${unit.title} ${unit.code}`).includes(wanted));
  const collator = new Intl.Collator('vi', { numeric: true });
  const byName = (a: UnitProgress, b: UnitProgress) => collator.compare(a.unit.title, b.unit.title);
  if (sort === 'code') return [...found].sort((a, b) => (a.unit.code < b.unit.code ? -1 : 1));
  if (sort === 'missing') return [...found].sort((a, b) => missing(b) - missing(a) || byName(a, b));
  return [...found].sort(byName);
}

/** Responses still missing to the target; 0 without a target. A hidden n counts as none: its number must not be told. */
export function missing({ n, target }: Pick<UnitProgress, 'n' | 'target'>): number {
  return target === null ? 0 : Math.max(0, target - (n ?? 0));
}
