/**
 * The tree of units, effective-dated: a unit has a parent from a day to a day, and succession records say which
 * unit follows which (merger, split). Days are `YYYY-MM-DD`; `to` is exclusive, null = still.
 */
export interface Unit {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly from: string;
  readonly to: string | null;
}

export interface UnitParent {
  readonly unit: string;
  readonly parent: string;
  readonly from: string;
  readonly to: string | null;
}

/** A renaming leaves the unit's id: it is a past name (history.ts), no succession. */
export const SUCCESSION_KINDS = ['merge', 'split'] as const;

export interface UnitSuccession {
  readonly from: string;
  readonly to: string;
  readonly on: string;
  readonly kind: (typeof SUCCESSION_KINDS)[number];
}

export const holdsOn = (span: { readonly from: string; readonly to: string | null }, day: string) =>
  span.from <= day && (span.to === null || day < span.to);

/** The path from the root to the unit on a day, the unit last. A unit unknown on that day stands alone. */
export function unitPath(parents: readonly UnitParent[], unit: string, day: string): readonly string[] {
  const path = [unit];
  for (let current = unit; ;) {
    const link = parents.find((row) => row.unit === current && holdsOn(row, day));
    if (!link || path.includes(link.parent)) return path;
    path.unshift(link.parent);
    current = link.parent;
  }
}

/** The units that a unit became, followed through all later successions; itself when it has no successor. */
export function successors(successions: readonly UnitSuccession[], unit: string): readonly string[] {
  const seen = new Set<string>([unit]);
  const last = (id: string): readonly string[] => {
    const next = successions.filter((row) => row.from === id && !seen.has(row.to));
    next.forEach((row) => seen.add(row.to));
    return next.length === 0 ? [id] : next.flatMap((row) => last(row.to));
  };
  return last(unit);
}

/** The full name people know a unit by, e.g. "Xã Na Sầm", "Sở Nội vụ". */
export function unitTitle(unit: Pick<Unit, 'name' | 'type'>): string {
  const name = unit.name.toLowerCase().startsWith(unit.type.toLowerCase()) ? unit.name : `${unit.type} ${unit.name}`;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What the public calls the office: a commune's one-stop centre, or the department itself. */
export function officeName(unit: Pick<Unit, 'name' | 'type'>): string {
  return /^(xã|phường)$/.test(unit.type)
    ? `Trung tâm Phục vụ hành chính công ${unit.type} ${unit.name}`
    : unitTitle(unit);
}
