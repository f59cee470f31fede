import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import en from '../../src/lib/i18n/en/points.json' with { type: 'json' };
import vi from '../../src/lib/i18n/vi/points.json' with { type: 'json' };
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { correctUnit } from '../../src/lib/server/services/organisation/unit-editing.ts';
import { setPurpose } from '../../src/lib/server/services/organisation/organisation.ts';
import { pointsPage } from '../../src/lib/server/services/points/points-page.ts';
import { pointsTargets, setPointsTargets } from '../../src/lib/server/services/points/points-targets.ts';
import type { Change } from '../../src/lib/server/services/points/what-if.ts';
import { simulateRound } from '../../src/lib/server/services/store/simulation.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { replayAll, replayScorecard } from '../../src/lib/server/services/rounds/scorecard-replay.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { pointsFinding } from '../../src/lib/ui/admin/points/points-finding.ts';
import { formatFor } from '../../src/lib/i18n/format.ts';
import { refused } from '../support/refused.ts';

/** Three large communes and a fourth in which three people answered. */
let province: TestProvince;
let ctx: Context;
beforeAll(async () => {
  province = await aProvince({ communes: 5, counters: 1 });
  ctx = province.ctx;
  await setPurpose(ctx, 'demo');
  const [from, to] = [localDay(ctx.now() - 20 * DAY_MS), localDay(ctx.now() - 2 * DAY_MS)];
  const plan = { responses: 1200, seed: 7, from, to, quarter: 0 };
  const odd = { silentUnits: new Set(['xa-4', 'xa-5']), stuffedCounters: new Set<string>() };
  await simulateRound(ctx, ctx.directory.round(province.round), { ...plan, ...odd }, () => undefined);
  const few = Array.from({ length: 3 }, () => aResponse(province, { link: province.codes[3] }));
  await submitResponses(ctx, few);
});
afterAll(() => province?.end());

const as = (role: Role, unit = 'tinh'): Context => ({
  ...ctx,
  actor: { id: 'someone', name: 'Ai đó', grants: [{ role, unit }] }
});
const change = (changed: Partial<Change>): Change => {
  return { what: 'A2', unit: 'tinh', respondentType: null, filingMode: null, k: 10, ...changed };
};
const page = (changes: readonly Change[] = [], by: Context = ctx, unit = 'tinh') =>
  pointsPage(by, { round: province.round, unit, changes, level: 'plus5' });
/** The three large communes that are shown, or hidden for this reason. */
const communesBy = async (reason: string | null) => {
  const asked = ['xa-1', 'xa-2', 'xa-3'].map(async (unit) => {
    const view = await estimateView(ctx, {
      round: province.round,
      unit,
      respondentType: null,
      filingMode: null,
      lane: null
    });
    return view.suppressed === reason ? [unit] : [];
  });
  return (await Promise.all(asked)).flat();
};

describe('the page of points', () => {
  it('shows the points of the estimate, by every rule, against targets that are data', async () => {
    const { estimate, byRule, targets, against } = await page();
    const view = await estimateView(ctx, {
      round: province.round,
      unit: 'tinh',
      respondentType: null,
      filingMode: null,
      lane: null
    });
    expect(estimate.points).toEqual(view.points);
    expect(byRule.map(({ rule }) => rule)).toHaveLength(5);
    expect(byRule.find(({ rule }) => rule === 'share')?.points).toEqual(view.points);
    expect([targets, against]).toEqual([
      { criteria: {}, total: null },
      { criteria: {}, total: null }
    ]);
    await setPointsTargets(ctx, province.round, { criteria: { A1: 1.5 }, total: 10 });
    const aimed = await page();
    expect(aimed.against.criteria['A1']?.gap).toBeCloseTo(
      1.5 - (estimate.areas.find(({ id }) => id === 'A1')?.points?.points ?? NaN),
      12
    );
    expect(aimed.against.total?.verdict).toBe('missed');
    expect(aimed.criteriaSet.owners['A1']).toBe('Sở Tư pháp');
  });

  it('says of points below their target whether the interval still holds it', async () => {
    const told = await page();
    const said = (verdict: 'missed' | 'unsure', gap: number) =>
      pointsFinding(
        { ...told, targets: { criteria: {}, total: 9 }, against: { criteria: {}, total: { gap, verdict } } },
        formatFor('vi')
      ).key;
    expect([said('missed', 0.1), said('unsure', 0.1), said('unsure', -0.1)]).toEqual([
      'points:finding.missing',
      'points:finding.missingUnsure',
      'points:finding.unsure'
    ]);
  });

  it('takes targets from the province alone, within the maximum, and writes down those before', async () => {
    const set = (by: Context, criteria: Record<string, number>, total: number | null = null) =>
      refused(setPointsTargets(by, province.round, { criteria, total }));
    expect(await set(as('province_analyst'), { A1: 1 })).toBe('access.denied');
    for (const points of [-1, 1.6, NaN, Infinity])
      expect(await set(ctx, { A1: points })).toBe('points.target_malformed');
    expect(await set(ctx, { A9: 1 })).toBe('points.target_malformed');
    expect(await set(ctx, {}, 10.5)).toBe('points.target_malformed');
    await setPointsTargets(ctx, province.round, { criteria: { A1: 1.2 }, total: 9 });
    expect(await pointsTargets(ctx, province.round)).toEqual({ criteria: { A1: 1.2 }, total: 9 });
    const last = ctx.db.selectFrom('audit_event').select(['act', 'details']).orderBy('position', 'desc');
    const entry = await last.executeTakeFirstOrThrow();
    expect(entry).toMatchObject({ act: 'points.target' });
    expect(JSON.parse(entry.details)).toMatchObject({ before: 'A1 1.5, Σ 10', after: 'A1 1.2, Σ 9' });
  });
});

describe('a what-if', () => {
  it('of nobody changes nothing; of an area it moves the points by the share that changes', async () => {
    const none = (await page([change({ k: 0 })])).whatIf;
    expect(none?.difference).toBe(0);
    expect(none?.after).toEqual(none?.before);
    const { whatIf } = await page([change({ k: 40 })]);
    const [{ before = 0, after = 0 } = {}] = whatIf?.changes ?? [];
    expect(after).toBeCloseTo(before + 0.4 * (1 - before), 12);
    expect(whatIf?.difference).toBeCloseTo(1.5 * (after - before), 9);
    expect(whatIf?.ci?.[0]).toBeLessThan(whatIf?.after.estimate ?? 0);
  });

  it('takes up to three changes: an area, an item, respondents of a unit', async () => {
    const [shown = ''] = await communesBy(null);
    const each = [change({}), change({ what: 'A4.1', k: 50 }), change({ what: 'A7', unit: shown, k: 100 })];
    const [all, ...single] = await Promise.all([each, ...each.map((one) => [one])].map((changes) => page(changes)));
    const sum = single.reduce((total, { whatIf }) => total + (whatIf?.difference ?? 0), 0);
    expect(all?.whatIf?.difference).toBeCloseTo(sum, 9);
    expect(all?.whatIf?.changes).toHaveLength(3);
  });

  it('tells nothing of a stratum whose own figure is hidden', async () => {
    const [beside = ''] = await communesBy('complementary'); // the total less the others would be the three people
    for (const unit of ['xa-4', 'xa-5', beside]) expect(await refused(page([change({ unit })]))).toBe('what_if.hidden');
    const viewer = as('unit_viewer', 'xa-3');
    const own = { unit: 'xa-3' };
    expect((await page([change(own)], viewer, 'xa-3')).whatIf?.difference).toBeGreaterThan(0);
    expect(await refused(page([change({ ...own, respondentType: 'citizen' })], viewer, 'xa-3'))).toBe('what_if.hidden');
    expect(await refused(page([change({})], viewer))).toBe('access.denied');
    expect(await refused(page([change({ what: 'A4.1', respondentType: 'citizen' })]))).toBe('what_if.hidden');
    expect(await refused(page([change({ what: 'A4.1', filingMode: 'in_person' })]))).toBe('what_if.hidden');
  });

  it('takes a filing mode, but not together with a respondent type', async () => {
    const all = await page([change({})]);
    const { whatIf } = await page([change({ filingMode: 'in_person' })]); // nobody filed otherwise
    expect(whatIf?.difference).toBe(all.whatIf?.difference);
    expect(whatIf?.changes).toMatchObject([{ filingMode: 'in_person', n: all.whatIf?.changes[0]?.n }]);
    const both = change({ filingMode: 'online', respondentType: 'citizen' });
    for (const one of [change({ filingMode: 'online' }), both])
      expect(await refused(page([one]))).toBe('what_if.hidden');
  });

  it('refuses what cannot be meant', async () => {
    const bad: Partial<Change>[] = [{ what: 'A9' }, { what: 'OV.1' }, { k: -1 }, { k: 101 }, { k: NaN }];
    for (const one of [...bad, { respondentType: 'alien' }, { filingMode: 'by_drone' }])
      expect(await refused(page([change(one)]))).toBe('what_if.malformed');
    expect(await refused(page([1, 2, 3, 4].map(() => change({}))))).toBe('what_if.malformed');
    expect(await refused(page([change({ unit: 'xa-2' })], ctx, 'xa-3'))).toBe('what_if.malformed');
    expect(await refused(page([change({ unit: 'nowhere' })]))).toBe('unit.not_found');
    expect(await refused(page([change({ unit: 'xa-4' })], ctx, 'xa-4'))).toBe('what_if.few');
  });
});

describe('the most valuable work', () => {
  it('ranks items by their gain, each with its interval, and keeps what nobody here can change out', async () => {
    const { work } = await page();
    const gains = (work ?? []).map(({ gain }) => gain);
    expect(gains.length).toBeGreaterThan(0);
    expect(gains).toEqual(gains.toSorted((a, b) => b - a));
    for (const { gain, ci, level, share } of work ?? []) {
      expect(ci[0]).toBeLessThanOrEqual(gain);
      expect(ci[1]).toBeGreaterThanOrEqual(gain);
      expect(level).toBeCloseTo(Math.min(1, share + 0.05), 12);
    }
    const { areas } = ctx.directory.questionnaire(province.questionnaire);
    const accountable = new Map(areas.flatMap(({ items }) => items.map((item) => [item.id, item.accountable])));
    expect((work ?? []).map(({ item }) => accountable.get(item))).not.toContain('national');
    const own = await page([], ctx, 'xa-3');
    expect(new Set((own.work ?? []).map(({ item }) => accountable.get(item)))).not.toContain('province');
  });

  it('is the gain of the same what-if', async () => {
    const [best] = (await page()).work ?? [];
    const { whatIf } = await page([change({ what: best?.item ?? '', k: best?.k ?? 0 })]);
    expect(whatIf?.difference).toBeCloseTo(best?.gain ?? NaN, 9);
  });

  it('says nothing about whom to ask', () => {
    const words = JSON.stringify([vi.work, en.work]);
    expect(words).not.toMatch(
      /khảo sát|mời|lấy mẫu|cỡ mẫu|thu thêm|phát phiếu|invite|survey|sample|respondent|collect/i
    );
  });
});

describe('a frozen scorecard', () => {
  it('is the same to the last bit when it is computed again, late answers or not, and tells when it is not', async () => {
    expect(await replayScorecard(ctx, province.round)).toBeNull();
    await closeRound(ctx, province.round);
    const auditor = as('auditor');
    expect(await replayScorecard(auditor, province.round)).toEqual({
      ...{ round: province.round, version: 1, isSame: true, differences: [], isLater: false }
    });
    expect(await refused(replayScorecard(as('unit_viewer', 'xa-3'), province.round))).toBe('access.denied');
    const { name, type, code, revision } = ctx.directory.unit('xa-1');
    await correctUnit(ctx, 'xa-1', revision, { name: `${name} (sửa)`, type, code });
    expect(await replayAll(auditor)).toMatchObject([{ isSame: true, isLater: false }]);
    const cells = ctx.db.selectFrom('unit_moment').selectAll().where('lane', '=', 'qr/C/counted').orderBy('unit');
    const [first] = await cells.execute();
    if (!first) throw new Error('a cell');
    await ctx.gate.run((db) =>
      db
        .insertInto('unit_moment')
        .values({ ...first, lane: 'qr/C/late' })
        .execute()
    );
    expect(await replayAll(auditor)).toMatchObject([{ isSame: true, isLater: true }]);
    await ctx.gate.run((db) =>
      db
        .insertInto('unit_moment')
        .values({ ...first, lane: 'link/C/counted' })
        .execute()
    );
    const [changed] = await replayAll(auditor);
    expect(changed?.isSame).toBe(false);
    expect(changed?.differences[0]).toMatch(/^(units|estimates)\./);
    const kept = await ctx.db.selectFrom('scorecard').select('document').executeTakeFirstOrThrow();
    const document = kept.document.replace('"responses":', '"responses":1');
    await ctx.gate.run((db) => db.updateTable('scorecard').set({ document }).execute());
    expect((await replayAll(auditor))[0]?.differences[0]).toBe('hash');
  });
});
