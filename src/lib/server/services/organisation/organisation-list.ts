import { allows } from '../../../domain/access/policy.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { folded } from '../../../domain/shared/folded.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import type { UnitEntry } from './directory.ts';

export interface UnitListQuery {
  /** Part of a name or code, with or without marks. */
  readonly q: string;
  /** '' = every type. */
  readonly type: string;
  /** Units that have ended, too. */
  readonly withPast: boolean;
}

export interface UnitListRow {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly type: string;
  readonly from: string;
  readonly to: string | null;
  /** Steps under the highest unit that the reader sees. */
  readonly depth: number;
  readonly parentTitle: string | null;
  readonly counters: number;
}

export interface UnitListPage {
  readonly rows: readonly UnitListRow[];
  /** The id after which the next page begins; null = this is the last. */
  readonly after: string | null;
  readonly types: readonly string[];
  /** Units and counters of today under the reader, whatever is looked for. */
  readonly units: number;
  readonly counters: number;
}

const PAGE = 200;

/** The units that the actor may read, as a tree: children under their parent, by name. A page begins after the unit `after`. */
export function listUnits(ctx: Context, query: UnitListQuery, after: string | null): UnitListPage {
  const all = treeOf(ctx);
  const present = all.filter(({ to }) => to === null);
  const found = all.filter((row) => matches(query, row));
  const start = after === null ? 0 : found.findIndex(({ id }) => id === after) + 1;
  const rows = found.slice(start, start + PAGE);
  return {
    rows,
    after: found.length > start + PAGE ? (rows.at(-1)?.id ?? null) : null,
    types: [...new Set(all.map(({ type }) => type))].sort((a, b) => a.localeCompare(b, 'vi')),
    units: present.length,
    counters: present.reduce((sum, { counters }) => sum + counters, 0)
  };
}

/** All units that are found, for a file. */
export function allUnits(ctx: Context, query: UnitListQuery): readonly UnitListRow[] {
  return treeOf(ctx).filter((row) => matches(query, row));
}

function matches({ q, type, withPast }: UnitListQuery, row: UnitListRow): boolean {
  const isNamed = folded(`${row.title} ${row.code}`).includes(folded(q));
  return isNamed && (type === '' || row.type === type) && (withPast || row.to === null);
}

function treeOf(ctx: Context): readonly UnitListRow[] {
  const today = localDay(ctx.now());
  const { directory } = ctx;
  const paths = new Map(directory.units().map(({ id }) => [id, directory.path(id, today)]));
  const readable = directory.units().filter(({ id }) => allows(ctx.actor.grants, 'unit.read', paths.get(id) ?? []));
  const isReadable = new Set(readable.map(({ id }) => id));
  const parentOf = ({ id }: UnitEntry) => paths.get(id)?.at(-2) ?? null;
  const children = Map.groupBy(readable, (unit) => {
    const parent = parentOf(unit);
    return parent !== null && isReadable.has(parent) ? parent : null;
  });
  const collator = new Intl.Collator('vi');
  const under = (parent: string | null, depth: number): readonly UnitListRow[] =>
    (children.get(parent) ?? [])
      .sort((a, b) => collator.compare(a.name, b.name) || (a.code < b.code ? -1 : 1))
      .flatMap((unit) => [rowOf(ctx, unit, { depth, parent }), ...under(unit.id, depth + 1)]);
  return under(null, 0);
}

function rowOf({ directory }: Context, unit: UnitEntry, at: { depth: number; parent: string | null }): UnitListRow {
  const { id, code, type, from, to } = unit;
  return {
    ...{ id, code, type, from, to, depth: at.depth, title: unitTitle(unit) },
    parentTitle: at.parent === null ? null : unitTitle(directory.unit(at.parent)),
    counters: directory.counters(id).length
  };
}
