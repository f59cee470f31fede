import { parseOutageKind, type Outage } from '../../../domain/outage/outage.ts';
import type { Context } from '../../context.ts';

/** The outages that concern a unit: those of the unit and of units above it, and those of units under it. */
export interface UnitOutages {
  readonly own: readonly Outage[];
  readonly under: readonly Outage[];
}

/**
 * Outages that stand and lie between two days, by the tree of their first day. The caller has checked who reads the unit's
 * series: that something failed in the unit above is no secret to the units that it failed for.
 */
export async function unitOutages(
  ctx: Context,
  { unit, from, to }: { readonly unit: string; readonly from: string; readonly to: string }
): Promise<UnitOutages> {
  const rows = await ctx.db
    .selectFrom('outage')
    .select(['unit', 'from_on as from', 'to_on as to', 'kind'])
    .where('revoked_at', 'is', null)
    .where('from_on', '<=', to)
    .where('to_on', '>=', from)
    .orderBy('from_on')
    .orderBy('id')
    .execute();
  const outages = rows.flatMap((row): readonly Outage[] => {
    const kind = parseOutageKind(row.kind);
    return kind ? [{ ...row, kind }] : [];
  });
  const isOwn = (outage: Outage) => ctx.directory.path(unit, outage.from).includes(outage.unit);
  return {
    own: outages.filter(isOwn),
    under: outages.filter((one) => !isOwn(one) && ctx.directory.path(one.unit, one.from).includes(unit))
  };
}
