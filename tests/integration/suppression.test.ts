import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/lib/domain/shared/time.ts';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { insertLink, setTestAnswers, type NewLink } from '../../src/lib/server/services/links/links.ts';
import { overview } from '../../src/lib/server/services/estimate/overview.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

const TODAY = Date.parse('2026-11-24T05:00:00Z');

describe('who may see which figure', () => {
  let province: TestProvince;
  let now = TODAY;
  beforeEach(async () => {
    now = TODAY;
    province = await aProvince({ communes: 3, counters: 1, now: () => now });
  });
  afterEach(() => province.end());

  const as = (role: Role, unit: string): Context => ({
    ...province.ctx,
    actor: { id: role, name: role, grants: [{ role, unit }] }
  });
  const send = async (commune: number, count: number, change = {}) => {
    const link = province.codes[commune];
    const results = await submitResponses(
      province.ctx,
      Array.from({ length: count }, () => aResponse(province, { link, ...change }))
    );
    expect(results.every((result) => result.status === 'stored')).toBe(true);
  };
  const view = (ctx: Context, unit: string, respondentType: string | null = null) =>
    estimateView(ctx, { round: province.round, unit, respondentType, filingMode: null, lane: null });

  it('hides fewer than 5 from the analyst, and fewer than 10 from the rated unit', async () => {
    await send(0, 4);
    const analyst = as('province_analyst', 'tinh');
    expect((await view(analyst, 'tinh')).suppressed).toBe('floor');
    await send(0, 2);
    expect((await view(analyst, 'tinh')).counts?.n).toBe(6);
    now += DAY_MS;
    expect((await view(as('unit_manager', 'xa-1'), 'xa-1')).counts?.n).toBe(0);
  });

  it('shows the rated unit closed batches: days that hold ten together, once the days after them do, and all when the round is closed', async () => {
    const manager = as('unit_manager', 'xa-1');
    await send(0, 12);
    now += DAY_MS;
    expect((await view(manager, 'xa-1')).counts?.n).toBe(0);
    await send(0, 9);
    now += DAY_MS;
    expect((await view(manager, 'xa-1')).counts?.n).toBe(0);
    await send(0, 1);
    now += DAY_MS;
    const held = await view(manager, 'xa-1');
    expect([held.counts?.n, held.releasedThrough]).toEqual([12, '2026-11-24']);
    await send(0, 3);
    now += DAY_MS;
    expect((await view(manager, 'xa-1')).counts?.n).toBe(12);
    await closeRound(province.ctx, province.round);
    expect((await view(manager, 'xa-1')).counts?.n).toBe(25); // 13 more, never 3
  });

  it('releases nothing for test answers, and no cut to the rated unit: two days of a cut would show one person', async () => {
    const manager = as('unit_manager', 'xa-1');
    await setTestAnswers(province.ctx, province.codes[0] ?? '', true);
    await send(0, 9);
    await setTestAnswers(province.ctx, province.codes[0] ?? '', false);
    await send(0, 1);
    now += DAY_MS;
    expect((await view(manager, 'xa-1')).counts?.n).toBe(0);
    await send(0, 30);
    await send(0, 12, { respondentType: 'business' });
    now += DAY_MS;
    await send(0, 10);
    now += DAY_MS;
    const whole = await view(manager, 'xa-1');
    expect([whole.counts?.n, whole.byChannel, whole.byEvidence]).toEqual([43, [], []]);
    expect((await view(manager, 'xa-1', 'business')).suppressed).toBe('complementary');
  });

  it('tells the same batches where an answer comes in while they are read', async () => {
    const manager = as('unit_manager', 'xa-1');
    for (const count of [12, 12]) {
      await send(0, count);
      now += DAY_MS;
    }
    const before = await view(manager, 'xa-1');
    expect(before.counts?.n).toBe(12);
    let reads = 0;
    const between: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        reads += 1;
        if (reads <= 6) await send(0, 1);
        return result;
      }
    };
    const meanwhile = await view({ ...manager, db: manager.db.withPlugin(between) }, 'xa-1');
    expect(reads).toBeGreaterThan(6);
    expect([meanwhile.counts?.n, meanwhile.headline]).toEqual([12, before.headline]);
  });

  it('hides a second unit where one hidden unit could be computed from the total', async () => {
    await send(0, 40);
    await send(1, 20);
    await send(2, 3);
    const analyst = as('province_analyst', 'tinh');
    const { units } = await overview(analyst, {
      round: province.round,
      unit: 'tinh',
      respondentType: null,
      filingMode: null,
      lane: null
    });
    expect(units.map((unit) => unit.suppressed)).toEqual([null, 'complementary', 'floor']);
    expect((await view(analyst, 'xa-2')).suppressed).toBe('complementary');
  });

  it('says of a unit without responses that there are none: only what is few is hidden', async () => {
    await send(0, 40);
    const analyst = as('province_analyst', 'tinh');
    const seriesOf = async (unit: string) => {
      const query = { round: province.round, unit, respondentType: null, filingMode: null, lane: null };
      return (await overview(analyst, query)).series.map(({ n }) => n);
    };
    expect([await seriesOf('xa-1'), await seriesOf('xa-2')]).toEqual([[40], [0]]);
    await send(1, 3);
    expect(await seriesOf('xa-2')).toEqual([null]);
  });

  it('tells what comes after a round was closed of the whole alone: it grows, and what a closed round tells does not', async () => {
    const kiosks: string[] = [];
    for (const unit of province.communes)
      await province.ctx.gate.run(async (db) => {
        const link = { counter: `${unit}-q1`, channel: 'kiosk', evidence: 'B', filingMode: 'in_person', stage: null };
        kiosks.push(await insertLink({ ...province.ctx, db }, link as NewLink));
      });
    await province.ctx.directory.reload();
    for (const commune of [0, 1, 2]) await send(commune, 40);
    await closeRound(province.ctx, province.round);
    const analyst = as('province_analyst', 'tinh');
    expect((await view(analyst, 'tinh')).counts?.n).toBe(120);
    const late = async (commune: number, count: number) => {
      const held = { link: kiosks[commune], answeredAt: new Date(TODAY - DAY_MS).toISOString() };
      const answers = Array.from({ length: count }, () => aResponse(province, held));
      await submitResponses(province.ctx, answers, { own: new Set(kiosks) });
    };
    await late(0, 8);
    await late(1, 3);
    const seen = async (unit: string) => {
      const lane = 'kiosk/B/late';
      const query = { round: province.round, unit, respondentType: null, filingMode: null, lane };
      return (await estimateView(analyst, query)).counts?.n;
    };
    expect([await seen('tinh'), await seen('xa-1'), await seen('xa-2')]).toEqual([11, undefined, undefined]);
    await late(1, 2);
    expect([await seen('tinh'), await seen('xa-1'), await seen('xa-2')]).toEqual([13, undefined, undefined]);
  });

  it('hides a respondent type whose figure would reveal the other one', async () => {
    await send(0, 30);
    await send(0, 2, { respondentType: 'business' });
    const analyst = as('province_analyst', 'tinh');
    expect((await view(analyst, 'xa-1', 'business')).suppressed).toBe('floor');
    expect((await view(analyst, 'xa-1', 'citizen')).suppressed).toBe('complementary');
  });

  it('refuses another unit, and a filter outside the catalogue', async () => {
    await send(0, 30);
    await expect(view(as('unit_manager', 'xa-1'), 'xa-2')).rejects.toMatchObject({ code: 'access.denied' });
    await expect(view(as('unit_manager', 'xa-1'), 'tinh')).rejects.toMatchObject({ code: 'access.denied' });
    const query = { round: province.round, unit: 'tinh', respondentType: null, filingMode: null, lane: "' OR 1=1" };
    await expect(estimateView(as('province_admin', 'tinh'), query)).rejects.toMatchObject({ code: 'filter.unknown' });
  });

  it('shows 40 of 40 satisfied as 100 % with the Wilson interval 91.2 to 100, never with an interval of no width', async () => {
    await send(0, 40, { answers: { 'A1.1': 4, 'OV.1': 4 } });
    const { headline, areas } = await view(as('province_admin', 'tinh'), 'tinh');
    const rules = areas.find((area) => area.id === 'A1')?.estimate.satisfied;
    for (const figure of [headline, { share: rules?.estimate, ci: rules?.ci }]) {
      expect(figure?.share).toBe(1);
      expect(figure?.ci?.map((limit) => Math.round(limit * 1000) / 1000)).toEqual([0.912, 1]);
    }
  });

  it('gives the total of points a width where all were satisfied: the sum of the ends of the areas', async () => {
    const { booklets } = province.ctx.directory.questionnaire(province.questionnaire);
    const forms = booklets['in_person/received'] ?? [];
    for (const [i, items] of forms.entries()) {
      const answers = Object.fromEntries([...items, 'OV.1'].map((item) => [item, 4]));
      await send(0, 60 / forms.length, { booklet: `in_person/received/${i + 1}`, answers });
    }
    const { points } = await view(as('province_admin', 'tinh'), 'tinh');
    // Wilson at 60 of 60: 60 / (60 + 1.96²) = 0.9398.
    const { estimate, ci, maxPoints = 0 } = points?.total ?? {};
    expect(estimate).toBe(maxPoints);
    expect(ci?.[1]).toBeCloseTo(maxPoints, 12);
    expect((ci?.[0] ?? 0) / maxPoints).toBeCloseTo(0.9398, 4);
    expect(points?.caveats).toContain('sum_of_ends');
  });

  it('hides an area that fewer answered than the floor, and the totals it could be computed from', async () => {
    await send(0, 30, { answers: { 'A1.1': 'not_encountered', 'A2.3': 4, 'A3.1': 4, 'A4.1': 5, 'OV.1': 4 } });
    await send(0, 3);
    const { areas, composite, points, own } = await view(as('province_analyst', 'tinh'), 'xa-1');
    const rules = areas.find((area) => area.id === 'A1');
    expect([rules?.suppressed, rules?.estimate.estimate, rules?.estimate.nValid]).toEqual(['floor', null, 0]);
    expect([composite, points, own]).toEqual([null, null, null]);
    expect(areas.find((area) => area.id === 'A2')?.suppressed).toBeNull();
  });

  it('gives no points, change or conclusion below the decision n', async () => {
    await send(0, 49);
    const few = await view(as('province_admin', 'tinh'), 'tinh');
    expect([few.conclusive, few.points, few.areas.map((area) => area.points)]).toEqual([
      false,
      null,
      new Array(7).fill(null)
    ]);
    expect(few.reasons).toContain('few_responses');
  });
});
