import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY_MS } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { trends } from '../../src/lib/server/services/trends/trends.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

/** The first of a month, at noon in Vietnam. */
const FIRST = Date.UTC(2026, 7, 1, 5);
/** Responses of a day: a batch. */
const BATCH = 12;
let clock = FIRST;
let province: TestProvince;

beforeAll(async () => {
  province = await aProvince({ communes: 2, now: () => clock });
  // Of the second day four skip all areas but the last: eight are below the floor.
  for (let day = 0; day < 4; day += 1) {
    clock = FIRST + day * DAY_MS;
    await submitResponses(
      province.ctx,
      Array.from({ length: BATCH }, (_, i) => answer(day === 1 && i < 4))
    );
  }
  clock += DAY_MS;
});
afterAll(() => province?.end());

function answer(skips: boolean) {
  const answers = Object.entries(Object(aResponse(province)['answers']));
  const kept = answers.filter(([id], i) => id.startsWith('OV') || !skips || i === answers.length - 1);
  return aResponse(province, { link: province.codes[0], answers: Object.fromEntries(kept) });
}

it('an area that is hidden in one batch is told of none, for the round is told', async () => {
  const ctx: Context = {
    ...province.ctx,
    actor: { id: 'viewer', name: '', grants: [{ role: 'unit_viewer', unit: 'xa-1' }] }
  };
  const of = {
    unit: 'xa-1',
    indicator: 'key',
    as: 'then',
    respondentType: null,
    filingMode: null,
    lane: null
  } as const;
  const rest = { round: null, from: null, to: null };
  const whole = (await trends(ctx, { ...of, ...rest, step: 'round' })).points[0];
  const areas = Object.keys(whole?.shares ?? {}).filter((id) => id !== 'key');
  for (const step of ['day', 'week'] as const) {
    const { points } = await trends(ctx, { ...of, ...rest, step });
    const hidden = areas.filter((id) => points.some((point) => point.hidden.includes(id)));
    expect(hidden.length).toBeGreaterThan(0);
    for (const point of points) {
      expect(point.shares['key']?.n).toBeGreaterThanOrEqual(BATCH);
      for (const id of hidden) expect([id, point.shares[id]]).toEqual([id, undefined]);
    }
  }
  const { points } = await trends(ctx, { ...of, ...rest, step: 'month' });
  expect(points.map(({ shares }) => shares['A1']?.n)).toEqual([3 * BATCH - 4]);
});
