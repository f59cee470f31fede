import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { insertLink } from './links.ts';

/** The counters of a unit and all units under it that have no link in use, be it a poster, a kiosk or an online desk's. */
export function countersWithoutPoster(ctx: Context, unit: string): readonly string[] {
  requireCan(ctx, 'link.read', unit);
  const today = localDay(ctx.now());
  const units = ctx.directory.units().filter(({ id }) => ctx.directory.path(id, today).includes(unit));
  return units.flatMap(({ id }) => {
    const served = ctx.directory.linksOf(id).filter((link) => !link.revoked && link.channel !== 'paper');
    const has = new Set(served.map((link) => link.counter.id));
    return ctx.directory.counters(id).flatMap((counter) => (has.has(counter.id) ? [] : [counter.id]));
  });
}

/**
 * Makes a QR code for each counter of a unit and the units under it that has none: a citizen scans it at the counter, so
 * the dossier was filed in person, and is asked how far it is. Gives how many were made.
 */
export async function createMissingLinks(ctx: Context, unit: string): Promise<number> {
  requireCan(ctx, 'link.manage', unit);
  const counters = countersWithoutPoster(ctx, unit);
  if (counters.length === 0) return 0;
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    for (const counter of counters) await insertLink(inside, { counter, filingMode: 'in_person', stage: null });
    await audit(inside, 'link.create_missing', { unit, counters: counters.length });
  });
  await ctx.directory.reload();
  return counters.length;
}
