import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { localDay } from '../../src/lib/domain/shared/time.ts';
import { addDays } from '../../src/lib/domain/round/status.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { findOutages } from '../../src/lib/server/services/outages/outage-list.ts';
import { addOutage, revokeOutage } from '../../src/lib/server/services/outages/outages.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import type { TrendQuery } from '../../src/lib/server/services/trends/trend-view.ts';
import { trends } from '../../src/lib/server/services/trends/trends.ts';
import { outageBands, outageNotes, outageSentence } from '../../src/lib/ui/admin/outage-words.ts';
import { formatFor } from '../../src/lib/i18n/format.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let province: TestProvince;
let ctx: Context;
let today: string;

const NEWEST = { q: '', sort: 'newest', after: null } as const;
const QUERY: TrendQuery = {
  ...{ unit: 'xa-1', indicator: 'key', step: 'round', as: 'then' },
  ...{ respondentType: null, filingMode: null, lane: null, round: null, from: null, to: null }
};
const as = (role: Role, unit: string): Context => ({ ...ctx, actor: { id: role, name: '', grants: [{ role, unit }] } });
const outage = (change: Partial<Record<'unit' | 'from' | 'to' | 'kind' | 'note', string>> = {}) => {
  return { unit: 'xa-1', from: addDays(today, -3), to: addDays(today, -2), kind: 'network', note: '', ...change };
};
const pointOf = async (unit: string, query: Partial<TrendQuery> = {}) =>
  (await trends(ctx, { ...QUERY, unit, ...query })).points.at(-1);
const words = { t: (key: string) => key, format: formatFor('vi'), language: 'vi' };

beforeAll(async () => {
  province = await aProvince({ communes: 3 });
  ctx = province.ctx;
  today = localDay(ctx.now());
  for (const link of province.codes.slice(0, 2)) {
    const all = Array.from({ length: 60 }, () => aResponse(province, { link }));
    await submitResponses(ctx, all.slice(0, 30));
    await submitResponses(ctx, all.slice(30));
  }
});
afterAll(() => province?.end());

describe('a day that is marked', () => {
  it('is a band in the series of its unit, and changes no figure', async () => {
    const before = await pointOf('xa-1');
    expect(before?.outages).toEqual({ own: [], days: 0, under: { units: 0, days: 0 } });
    const id = await addOutage(as('unit_manager', 'xa-1'), outage({ note: '  Đứt cáp\nbuổi sáng ' }));
    const view = await trends(ctx, QUERY);
    const [point] = view.points;
    expect(point?.outages).toMatchObject({ days: 2, own: [{ from: addDays(today, -3), kind: 'network' }] });
    expect({ ...point, outages: null }).toEqual({ ...before, outages: null });
    expect(point?.n).toBe(60);
    expect(point?.isCut).toBe(false);
    // The band of the chart, its line in the table and the sentence under it.
    expect(point && outageBands(point)).toMatch(/^0\.\d{4}-0\.\d{4}$/);
    expect(point && outageNotes(point, words)).toEqual(['trends:outage.note']);
    expect(outageSentence(view, words)).toBe('trends:outage.sentence');
    expect((await findOutages(ctx, NEWEST)).page.rows[0]).toMatchObject({ id, note: 'Đứt cáp buổi sáng' });
  });

  it('is told of the unit above in words only, and of the unit beside it not at all', async () => {
    const above = await pointOf('tinh');
    expect(above?.outages).toEqual({ own: [], days: 0, under: { units: 1, days: 2 } });
    expect(above && outageBands(above)).toBeNull();
    expect((await pointOf('xa-2'))?.outages.days).toBe(0);
  });

  it('of the province covers every unit under it', async () => {
    const id = await addOutage(ctx, outage({ unit: 'tinh', from: today, to: '', kind: 'system' }));
    expect((await pointOf('xa-2'))?.outages).toMatchObject({ days: 1, own: [{ kind: 'system' }] });
    expect((await pointOf('tinh'))?.outages).toMatchObject({ days: 1, under: { units: 1 } });
    const seen = await findOutages(as('unit_viewer', 'xa-2'), NEWEST);
    expect(seen.page.rows.map(({ unit, mayRevoke }) => [unit.id, mayRevoke])).toEqual([['tinh', false]]);
    await revokeOutage(ctx, id, 'Ghi nhầm');
  });

  it('belongs to the next point inside a round where nobody answered on it', async () => {
    const { points } = await trends(ctx, { ...QUERY, unit: 'tinh', step: 'day' });
    expect(points.length).toBeGreaterThan(0);
    const id = await addOutage(ctx, outage({ unit: 'tinh', from: addDays(today, -6), to: addDays(today, -6) }));
    expect((await pointOf('tinh', { step: 'day' }))?.outages.days).toBe(1);
    await revokeOutage(ctx, id, 'Ghi nhầm');
  });

  it('is gone from the series once it is withdrawn, and stays in the list with the reason', async () => {
    const manager = as('unit_manager', 'xa-1');
    const { id = '' } = (await findOutages(manager, NEWEST)).page.rows.find(({ revoked }) => !revoked) ?? {};
    expect(await refused(revokeOutage(manager, id, '  '))).toBe('outage.reason');
    await revokeOutage(manager, id, 'Nhầm ngày');
    expect((await pointOf('xa-1'))?.outages.days).toBe(0);
    const { page, standing } = await findOutages(manager, NEWEST);
    expect(page.rows.find((one) => one.id === id)?.revoked).toMatchObject({ by: 'unit_manager', reason: 'Nhầm ngày' });
    expect(standing).toBe(0);
    expect(await refused(revokeOutage(manager, id, 'Lần nữa'))).toBe('outage.revoked');
    const acts = await ctx.db.selectFrom('audit_event').select('act').where('act', 'like', 'outage.%').execute();
    expect(acts.filter(({ act }) => act === 'outage.revoke')).toHaveLength(3);
  });
});

describe('who may note and withdraw', () => {
  it('is who manages the unit; another commune’s manager is refused, and sees nothing of it', async () => {
    const id = await addOutage(as('unit_manager', 'xa-1'), outage());
    const other = as('unit_manager', 'xa-2');
    expect(await refused(addOutage(other, outage()))).toBe('access.denied');
    expect(await refused(addOutage(other, outage({ unit: 'tinh' })))).toBe('access.denied');
    expect(await refused(revokeOutage(other, id, 'Không phải của mình'))).toBe('access.denied');
    expect((await findOutages(other, NEWEST)).page.rows.map(({ unit }) => unit.id)).not.toContain('xa-1');
    for (const role of ['unit_viewer', 'province_analyst', 'auditor'] as const)
      expect(await refused(addOutage(as(role, 'tinh'), outage()))).toBe('access.denied');
    await addOutage(as('system_admin', 'tinh'), outage({ unit: 'xa-3' }));
  });

  it('writes a form that was sent twice once, and shows people theirs whatever others note in masses', async () => {
    const manager = as('unit_manager', 'xa-3');
    const id = await addOutage(manager, outage({ unit: 'xa-3', kind: 'power', note: 'Mất điện' }));
    expect(await addOutage(manager, outage({ unit: 'xa-3', kind: 'power', note: ' Mất  điện ' }))).toBe(id);
    expect(await addOutage(manager, outage({ unit: 'xa-3', kind: 'power' }))).not.toBe(id);
    const before = (await findOutages(manager, NEWEST)).standing;
    const [days, by] = [
      { from_on: today, to_on: today },
      { actor: ctx.actor.id, written_at: 1 }
    ];
    const many = Array.from({ length: 10_001 }, (_, i) => ({
      ...{ id: `many-${i}`, unit: 'xa-2', ...days, kind: 'other', note: '', ...by },
      ...{ revoked_at: null, revoked_by: null, revoked_reason: null }
    }));
    await ctx.gate.run(async (db) => {
      while (many.length > 0) await db.insertInto('outage').values(many.splice(0, 500)).execute();
    });
    expect((await findOutages(manager, NEWEST)).standing).toBe(before);
    expect((await pointOf('xa-2'))?.outages.days).toBe(1);
    await ctx.gate.run((db) => db.deleteFrom('outage').where('id', 'like', 'many-%').execute());
  });

  it('refuses what is no outage', async () => {
    const code = (change: Parameters<typeof outage>[0]) => refused(addOutage(ctx, outage(change)));
    expect(await code({ unit: 'khong-co' })).toBe('unit.not_found');
    expect(await code({ from: addDays(today, 1), to: '' })).toBe('outage.future');
    expect(await code({ from: today, to: addDays(today, -1) })).toBe('outage.to_before_from');
    expect(await code({ from: addDays(today, -31), to: today })).toBe('outage.too_long');
    expect(await code({ from: '2026-02-30', to: '' })).toBe('outage.day_malformed');
    expect(await code({ kind: 'strike' })).toBe('outage.kind_unknown');
    expect(await code({ note: 'x'.repeat(201) })).toBe('outage.text');
    expect(await code({ note: 'a\u202eb' })).toBe('outage.text');
    expect(await refused(revokeOutage(ctx, 'khong-co', 'x'))).toBe('outage.not_found');
  });
});
