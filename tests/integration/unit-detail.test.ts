import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { ALL } from '../../src/lib/server/services/rounds/round-reading.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { unitDetail } from '../../src/lib/server/services/units/unit-detail.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { refused } from '../support/refused.ts';

let runtime: TestRuntime;
let province: Province;
const as = (role: Role, unit: string): Context => ({
  ...runtime.program(),
  actor: { id: role, name: '', grants: [{ role, unit }] }
});
const commune = (place: number) => province.communes[place]?.id ?? '';

/** Answers at counters of a commune: so many at each, and so many of them satisfied. */
async function send(place: number, counts: readonly (readonly [number, number])[]) {
  for (const [counter, [count, satisfied]] of counts.entries()) {
    const link = province.communes[place]?.links[counter] ?? '';
    const all = Array.from({ length: count }, (_, i) => {
      const response = aResponse(province, link);
      return { ...response, answers: { ...response.answers, 'OV.1': i < satisfied ? 5 : 2 } };
    });
    for (const { status } of await submitResponses(runtime.context, all)) expect(status).toBe('stored');
  }
}

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 3, counters: 3 });
  await send(0, [
    [60, 54],
    [40, 20],
    [20, 20]
  ]);
  await send(1, [
    [60, 30],
    [40, 20],
    [3, 0]
  ]);
}, 120_000);
afterAll(() => runtime?.end());

describe('a unit down to its counters and items', () => {
  const detail = (ctx: Context, unit: string) => unitDetail(ctx, { round: province.round, unit });

  it('tells the headline of each counter with n and interval, which together are that of the unit', async () => {
    const ctx = as('province_analyst', province.root);
    const { counters } = await detail(ctx, commune(0));
    expect(counters.refusal).toBeNull();
    expect(counters.counters.map(({ n }) => n)).toEqual([60, 40, 20]);
    expect(counters.counters.map(({ figure }) => figure?.share)).toEqual([0.9, 0.5, 1]);
    expect(counters.counters.map(({ figure }) => figure?.conclusive)).toEqual([true, false, false]);
    const whole = await estimateView(ctx, { round: province.round, unit: commune(0), ...ALL });
    const sum = counters.counters.reduce((total, { n, figure }) => total + (n ?? 0) * (figure?.share ?? 0), 0);
    expect(sum / 120).toBeCloseTo(whole.headline?.share ?? 0, 12);
  });

  it('hides a counter below the floor, and another with it that would else be told by the difference', async () => {
    const { counters } = await detail(as('province_analyst', province.root), commune(1));
    const told = counters.counters.filter(({ suppressed }) => suppressed === null);
    expect(told.map(({ n }) => n)).toEqual([60]);
    for (const { suppressed, n, figure } of counters.counters)
      if (suppressed !== null) expect([n, figure]).toEqual([null, null]);
  });

  it('tells of each item its n and interval, or hides it, and nothing of a unit without answers', async () => {
    const ctx = as('province_analyst', province.root);
    const { areas, floor } = await detail(ctx, commune(0));
    const items = areas.flatMap((area) => area.items);
    expect(areas.length).toBe(7);
    const told = items.filter(({ figure }) => figure !== null);
    expect(told.length).toBeGreaterThan(0);
    for (const { figure } of told) expect(figure?.n).toBeGreaterThanOrEqual(floor);
    // Where all said the same the interval still has a width (Wilson), so that ten answers do not look certain.
    for (const { figure } of told) expect(figure?.ci?.[0]).toBeLessThan(figure?.ci?.[1] ?? 0);
    const empty = await detail(ctx, commune(2));
    expect(empty.counters).toEqual({ refusal: 'none', counters: [] });
    expect(
      empty.areas.flatMap((area) => area.items).every(({ figure, isHidden }) => figure === null && !isHidden)
    ).toBe(true);
  });

  it('has no counters for who sees batches, and nothing for who has no part in the unit', async () => {
    const own = await detail(as('unit_manager', commune(0)), commune(0));
    expect(own.counters).toEqual({ refusal: 'batches', counters: [] });
    expect(await refused(detail(as('unit_manager', commune(0)), commune(1)))).toBe('access.denied');
    const ctx = as('province_analyst', province.root);
    expect(await refused(unitDetail(ctx, { round: 'none', unit: commune(0) }))).toBe('round.not_found');
    expect(await refused(detail(ctx, 'none'))).toBe('unit.not_found');
  });
});
