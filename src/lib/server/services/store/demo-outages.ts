import { addDays } from '../../../domain/round/status.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import { addOutage } from '../outages/outages.ts';

/** The province's network for two days of the round before, and the power of one place in the running one. */
export async function addDemoOutages(ctx: Context): Promise<void> {
  const today = localDay(ctx.now());
  const root = ctx.directory.root().id;
  const place = ctx.directory.presentUnits().find(({ id }) => id !== root)?.id ?? root;
  const before = { from: addDays(today, -110), to: addDays(today, -109) };
  await addOutage(ctx, { unit: root, ...before, kind: 'network', note: 'Đứt cáp, cổng dịch vụ công không mở được' });
  await addOutage(ctx, { unit: place, from: addDays(today, -9), to: '', kind: 'power', note: 'Mất điện cả ngày' });
}
