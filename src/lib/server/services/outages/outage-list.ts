import { allowsSomewhere } from '../../../domain/access/policy.ts';
import { listPage, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { parseOutageKind, type OutageKind } from '../../../domain/outage/outage.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { can } from '../../auth/can.ts';
import type { Context } from '../../context.ts';

export interface OutageView {
  readonly id: string;
  readonly unit: { readonly id: string; readonly title: string };
  readonly from: string;
  readonly to: string;
  readonly kind: OutageKind;
  readonly note: string;
  /** Names of people; their account's id where they are gone. */
  readonly by: string;
  readonly writtenAt: number;
  readonly revoked: { readonly by: string; readonly at: number; readonly reason: string } | null;
  readonly mayRevoke: boolean;
}

export const OUTAGE_SORTS = ['newest', 'unit'] as const;
type OutageSort = (typeof OUTAGE_SORTS)[number];

/** The newest that are read, of the reader's own: what others note in masses hides none of them. */
const READ_MAX = 10_000;

const SHAPE: ListShape<OutageView, OutageSort> = {
  text: ({ unit, note, from, to }) => `${unit.title} ${note} ${from} ${to}`,
  sorts: {
    newest: { key: ({ from }) => from, isDescending: true },
    unit: { key: ({ unit, from }) => `${unit.title} ${from}` }
  }
};

export interface OutageList {
  readonly page: ListPage<OutageView>;
  /** How many stand, of all that the reader may see. */
  readonly standing: number;
}

/** A page of the outages that concern the reader: of their units, of those under them, and of those above, which cover theirs. */
export async function findOutages(ctx: Context, query: ListQuery<OutageSort>): Promise<OutageList> {
  if (!allowsSomewhere(ctx.actor.grants, 'outage.read')) throw problem('access.denied');
  const above = unitsAbove(ctx);
  const units = ctx.directory.units().filter(({ id }) => above.has(id) || can(ctx, 'outage.read', id));
  const rows = await ctx.db
    .selectFrom('outage')
    .leftJoin('person as writer', 'writer.id', 'outage.actor')
    .leftJoin('person as revoker', 'revoker.id', 'outage.revoked_by')
    .select(['outage.id', 'unit', 'from_on', 'to_on', 'kind', 'note', 'actor', 'written_at'])
    .select(['revoked_at', 'revoked_by', 'revoked_reason', 'writer.name as writer', 'revoker.name as revoker'])
    .where(
      'unit',
      'in',
      units.map(({ id }) => id)
    )
    .orderBy('from_on', 'desc')
    .orderBy('outage.id')
    .limit(READ_MAX)
    .execute();
  const seen = rows.flatMap((row): readonly OutageView[] => {
    const kind = parseOutageKind(row.kind);
    if (!kind) return [];
    const revoked = row.revoked_at === null ? null : { at: row.revoked_at, reason: row.revoked_reason ?? '' };
    return [
      {
        ...{ id: row.id, from: row.from_on, to: row.to_on, kind, note: row.note, writtenAt: row.written_at },
        unit: { id: row.unit, title: unitTitle(ctx.directory.unit(row.unit)) },
        by: row.writer ?? row.actor,
        revoked: revoked && { ...revoked, by: row.revoker ?? row.revoked_by ?? '' },
        mayRevoke: revoked === null && can(ctx, 'outage.manage', row.unit)
      }
    ];
  });
  return { page: listPage(seen, query, SHAPE), standing: seen.filter(({ revoked }) => revoked === null).length };
}

/** The units above those of the reader's grants, by the tree of today. */
function unitsAbove(ctx: Context): ReadonlySet<string> {
  const today = localDay(ctx.now());
  return new Set(ctx.actor.grants.flatMap(({ unit }) => ctx.directory.path(unit, today).slice(0, -1)));
}
