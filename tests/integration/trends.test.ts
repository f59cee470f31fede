import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { createPeriod } from '../../src/lib/server/services/rounds/report-periods.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { openRound, setTransactions } from '../../src/lib/server/services/rounds/rounds.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import type { TrendQuery } from '../../src/lib/server/services/trends/trend-view.ts';
import { trends } from '../../src/lib/server/services/trends/trends.ts';
import { unitDetail } from '../../src/lib/server/services/units/unit-detail.ts';
import { inFile, trendFileNotes } from '../../src/lib/ui/admin/file-notes.ts';
import { trendTable } from '../../src/lib/ui/admin/trend-words.ts';
import { formatFor } from '../../src/lib/i18n/format.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let clock = Date.now();
let province: TestProvince;
let ctx: Context;

const QUERY: TrendQuery = {
  ...{ unit: 'tinh', indicator: 'key', step: 'round', as: 'then' },
  ...{ respondentType: null, filingMode: null, lane: null, round: null, from: null, to: null }
};
const as = (role: Role, unit: string): Context => ({ ...ctx, actor: { id: role, name: '', grants: [{ role, unit }] } });
/** `satisfied` of `count` say 4, the others 2. */
const send = async (commune: number, count: number, satisfied: number) => {
  const all = Array.from({ length: count }, (_, i) => {
    const answers = { ...Object(aResponse(province)['answers']), 'OV.1': i < satisfied ? 4 : 2 };
    return aResponse(province, { link: province.codes[commune], answers });
  });
  const results = await submitResponses(ctx, all);
  expect(results.every(({ status }) => status === 'stored')).toBe(true);
};
const next = async (id: string, previousRound: string) => {
  const { questionnaire, criteriaSet } = ctx.directory.round(previousRound);
  clock += 91 * DAY_MS;
  await openRound(ctx, {
    ...{ id, name: `Kỳ ${id}`, questionnaire, criteriaSet, design: COUNTER_DESIGN, previousRound },
    ...{ opensOn: localDay(clock - 30 * DAY_MS), closesOn: localDay(clock + 60 * DAY_MS) },
    units: province.communes.map((unit) => ({ id: unit, target: 60 }))
  });
};
const settled = (round: string, each: readonly number[]) =>
  setTransactions(ctx, {
    ...{ round, provisional: false },
    rows: province.communes.map((unit, i) => ({
      ...{ unit, respondentType: 'citizen', filingMode: 'in_person', settled: each[i] ?? 0 }
    }))
  });

beforeAll(async () => {
  province = await aProvince({ communes: 5, now: () => clock });
  ctx = province.ctx;
  await send(0, 400, 360);
  await send(1, 20, 18);
  await send(2, 100, 80);
  await send(3, 3, 3);
  await send(4, 6, 6); // is hidden with the one below the floor
  await settled('round-1', [4_000, 1_000, 2_000, 500, 500]);
  await closeRound(ctx, 'round-1');
  await next('round-2', 'round-1');
  await send(0, 400, 320);
  await send(1, 20, 16);
  await send(2, 100, 80);
  await settled('round-2', [2_000, 1_000, 2_000, 500, 500]);
});
afterAll(() => province?.end());

describe('the trend of a unit', () => {
  it('calls ten points at n = 400 a clear change, and the same fall at n = 20 no ground', async () => {
    const verdictOf = async (unit: string) => {
      const { comparison } = await trends(ctx, { ...QUERY, unit });
      return comparison?.rows[0]?.change;
    };
    const clear = await verdictOf('xa-1');
    expect(clear?.verdict).toBe('down');
    expect(clear?.estimate).toBeCloseTo(-0.1, 12);
    const small = await verdictOf('xa-2');
    expect(small?.estimate).toBeCloseTo(-0.1, 12);
    expect(small?.verdict).toBe('unclear');
  });

  it('is what the estimate path gives, oldest first, and the same from memory', async () => {
    const first = await trends(ctx, QUERY);
    expect(first.points.map(({ id, open }) => [id, open])).toEqual([
      ['round-1', false],
      ['round-2', true]
    ]);
    expect(first.points[0]).toMatchObject({ n: 529, received: 529, population: 8_000, suppressed: null });
    expect(await trends(ctx, QUERY)).toEqual(first);
    await settled('round-1', [4_000, 1_000, 2_000, 1_500, 500]);
    expect((await trends(ctx, QUERY)).points[0]?.population).toBe(9_000);
    await settled('round-1', [4_000, 1_000, 2_000, 500, 500]);
  });

  it('pools whole rounds to a report period, by N, with the days that they cover', async () => {
    const { opensOn } = ctx.directory.round('round-1');
    const { closesOn } = ctx.directory.round('round-2');
    await createPeriod(ctx, { name: 'Kỳ báo cáo năm', from: opensOn, to: closesOn, due: closesOn });
    const { points } = await trends(ctx, { ...QUERY, unit: 'xa-1', step: 'period' });
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ name: 'Kỳ báo cáo năm', n: 800, population: 6_000, rounds: 2 });
    // (4000 · 0,9 + 2000 · 0,8) / 6000
    expect(points[0]?.shares['key']?.share).toBeCloseTo(52 / 60, 12);
    expect(points[0]?.days.covered).toBe(points[0]?.days.all);
  });

  it('hides a unit below the floor in page and file alike', async () => {
    const view = await trends(ctx, { ...QUERY, unit: 'xa-4' });
    expect(view.points[0]).toMatchObject({ suppressed: 'floor', n: null, population: null, shares: {} });
    const t = (key: string) => key;
    const [head, ...rows] = trendTable(view, { t, language: 'vi', format: formatFor('vi') });
    expect(head).toHaveLength(8);
    expect(rows.at(-1)?.slice(1, 7)).toEqual(Array(6).fill('admin:hidden.word'));
  });

  it('says in a file what it is of and how it is read, and writes counts without marks of thousands', async () => {
    const view = await trends(ctx, QUERY);
    const words = inFile({ t: (key: string) => key, language: 'vi', format: formatFor('vi') });
    const [about, warnings] = trendFileNotes({ ...view, isSimulated: true, isSelfSelected: true }, words);
    expect(about?.[0]).toContain(view.unit.title);
    for (const key of ['results:notOfficial', 'results:simulated', 'admin:caveat.self_selected']) {
      expect(warnings?.[0]).toContain(key);
    }
    expect(words.format.count(5000)).toBe('5000');
  });

  it('tells of an item in a unit what its page tells of each round, and of the province its own', async () => {
    const view = await trends(ctx, { ...QUERY, indicator: 'A1.1' });
    expect(view.points[0]?.shares['A1.1']?.n).toBe(529);
    let told = 0;
    for (const unit of ['xa-1', 'xa-2', 'xa-3', 'xa-4', 'xa-5']) {
      const { points } = await trends(ctx, { ...QUERY, unit, indicator: 'A1.1' });
      const again = await trends(ctx, { ...QUERY, unit, indicator: 'A1.1' });
      expect(again.points).toEqual(points); // what is kept of closed rounds
      for (const { id, shares, hidden } of points) {
        const { areas } = await unitDetail(ctx, { round: id, unit });
        for (const item of areas.find((area) => area.id === 'A1')?.items ?? []) {
          expect(shares[item.id] ?? null).toEqual(item.figure);
          expect(hidden.includes(item.id)).toBe(item.isHidden);
          if (item.figure) told += 1;
        }
      }
    }
    expect(told).toBeGreaterThan(0);
  });

  it('compares two rounds by the item that is asked for', async () => {
    const { comparison } = await trends(ctx, { ...QUERY, unit: 'xa-1', indicator: 'A1.1' });
    expect(comparison?.rows.map(({ id }) => id).slice(0, 3)).toEqual(['A1.1', 'key', 'A1']);
  });

  it('tells an item of everybody and of whole rounds, and says so where another cut or step was asked for', async () => {
    const asked = { ...QUERY, unit: 'xa-1', indicator: 'A1.1' };
    const whole = await trends(ctx, asked);
    expect(whole.refusal).toBeNull();
    const cut = await trends(ctx, { ...asked, respondentType: 'citizen' });
    expect([cut.refusal, cut.query.respondentType]).toEqual(['itemCuts', null]);
    expect(cut.points).toEqual(whole.points);
    const months = await trends(ctx, { ...asked, step: 'month' });
    expect(months.refusal).toBe('items');
    expect(months.points).toEqual(whole.points);
    expect((await trends(ctx, { ...asked, unit: 'tinh', step: 'week' })).refusal).toBe('items');
  });

  it('refuses what is not in the catalogue', async () => {
    const code = (change: Partial<TrendQuery>) => refused(trends(ctx, { ...QUERY, ...change }));
    expect(await code({ indicator: 'A99' })).toBe('filter.unknown');
    expect(await code({ lane: 'fax' })).toBe('filter.unknown');
    expect(await code({ filingMode: 'by_drone' })).toBe('filter.unknown');
    expect(await code({ from: 'no-such-round' })).toBe('filter.unknown');
    expect(await code({ unit: 'no-such-unit' })).toBe('unit.not_found');
    expect(await refused(trends(as('unit_viewer', 'xa-1'), { ...QUERY, unit: 'xa-2' }))).toBe('access.denied');
  });
});
