import { ALARMS } from '../../../domain/kiosk/fleet.ts';
import { listPage, listRows, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import type { Context } from '../../context.ts';
import { listKiosks, type KioskView } from './kiosk-fleet.ts';

export const KIOSK_SORTS = ['alarm', 'name', 'unit', 'silence'] as const;
type KioskSort = (typeof KIOSK_SORTS)[number];

/** A page of the kiosks that the actor may see. Throws `access.denied`. */
export async function findKiosks(ctx: Context, query: ListQuery<KioskSort>): Promise<ListPage<KioskView>> {
  return listPage(await listKiosks(ctx), query, SHAPE);
}

/** All of them that match, for a file. Throws `access.denied`. */
export async function kioskRows(ctx: Context, query: ListQuery<KioskSort>): Promise<readonly KioskView[]> {
  return listRows(await listKiosks(ctx), query, SHAPE);
}

const place = ({ unit, counter }: KioskView) => `${unit.title} ${counter.name}`;

const SHAPE: ListShape<KioskView, KioskSort> = {
  text: (kiosk) => `${kiosk.name} ${place(kiosk)}`,
  sorts: {
    alarm: { key: (kiosk) => `${urgency(kiosk)} ${kiosk.name}` },
    name: { key: ({ name }) => name },
    unit: { key: (kiosk) => `${place(kiosk)} ${kiosk.name}` },
    silence: { key: ({ isRevoked, seenAt }) => (isRevoked ? Number.MAX_SAFE_INTEGER : (seenAt ?? 0)) }
  }
};

/** The worst alarm first, then those that have none, then revoked ones. */
function urgency({ isRevoked, alarms: [worst] }: KioskView): number {
  if (isRevoked) return ALARMS.length + 1;
  return worst ? ALARMS.indexOf(worst) : ALARMS.length;
}
