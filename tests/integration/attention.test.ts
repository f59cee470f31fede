import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { attention } from '../../src/lib/server/services/attention/attention.ts';
import type { Matter } from '../../src/lib/server/services/attention/attention-view.ts';
import { overview } from '../../src/lib/server/services/estimate/overview.ts';
import { addTask } from '../../src/lib/server/services/plan/plan-changes.ts';
import { reportOf } from '../../src/lib/server/services/reports/report-content.ts';
import { reportFigures } from '../../src/lib/server/services/reports/report-figures.ts';
import { reportWords } from '../../src/lib/server/services/reports/report-words.ts';
import { aProvince, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { refused } from '../support/refused.ts';
import { STORY, tellStory } from '../support/story.ts';

let runtime: TestRuntime;
let province: Province;
let ctx: Context;
let round = '';
const commune = (place: number) => province.communes[place]?.id ?? '';
const as = (role: Role, unit: string, now = ctx.now): Context => ({
  ...ctx,
  now,
  actor: { id: role, name: '', grants: [{ role, unit }] }
});
const seen = async (reader: Context, unit: string) =>
  attention(reader, unit, await overview(reader, { round, unit, respondentType: null, filingMode: null, lane: null }));
const of = <K extends Matter['kind']>(matters: readonly Matter[], kind: K) =>
  matters.filter((matter): matter is Extract<Matter, { kind: K }> => matter.kind === kind);

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: STORY.communes, people: false });
  ctx = runtime.program();
  round = await tellStory(ctx, province);
  await addTask(ctx, {
    ...{ criterion: 'A2', title: 'Niêm yết thủ tục', expected: 'Ảnh', unit: commune(STORY.small) },
    dueOn: localDay(ctx.now() - 3 * DAY_MS)
  });
});
afterAll(() => runtime?.end());

describe('what stands out in a round', () => {
  it('names the fall after a merger, against the round before as the unit is now', async () => {
    const { notable } = await seen(as('province_analyst', province.root), province.root);
    const falls = of(notable, 'fall');
    expect(falls.map(({ unit }) => unit.id)).toEqual([commune(STORY.merged)]);
    expect(falls[0]?.reorganised).toEqual({ on: localDay(ctx.now()), kind: 'merge' });
    const [change, ...others] = falls[0]?.changes ?? [];
    expect(others).toEqual([]);
    expect(change?.measure).toBe('A2');
    expect(change?.change.estimate).toBeCloseTo(-0.1, 10);
    expect([change?.before.n, change?.now.n]).toEqual([400, 400]);
  });

  it('names the stuffed one as a signal, not as a rise, and the one that improved', async () => {
    const { notable } = await seen(as('province_analyst', province.root), province.root);
    expect(of(notable, 'stuffed')).toMatchObject([{ unit: { id: commune(STORY.stuffed) }, share: 1, n: 300 }]);
    const rises = of(notable, 'rise');
    expect(rises.map(({ unit }) => unit.id)).toEqual([commune(STORY.improved)]);
    expect(rises[0]?.changes.map(({ measure }) => measure).sort()).toEqual(['A2', 'key']);
    expect(notable.map(({ kind }) => kind)).toEqual(['stuffed', 'fall', 'rise']);
  });

  it('counts a fall of the same size at n = 20 as no ground, and never names who is hidden', async () => {
    const view = await seen(as('province_analyst', province.root), province.root);
    expect(view.unsure).toEqual([commune(STORY.small)]);
    for (const place of STORY.hidden) expect(JSON.stringify(view.notable)).not.toContain(commune(place));
  });

  it('is told a commune of itself alone', async () => {
    const later = () => Date.now() + 2 * DAY_MS;
    for (const place of [STORY.small, STORY.merged, STORY.stuffed]) {
      const view = await seen(as('unit_manager', commune(place), later), commune(place));
      const others = province.communes.filter(({ id }) => id !== commune(place));
      for (const { id } of others) expect(JSON.stringify(view.notable)).not.toContain(id);
      expect(of(view.notable, 'stuffed')).toEqual([]);
      expect(view.mayAnalyse).toBe(false);
    }
    const stranger = as('unit_manager', commune(STORY.small));
    const other = await overview(ctx, {
      round,
      unit: commune(STORY.merged),
      respondentType: null,
      filingMode: null,
      lane: null
    });
    expect(await refused(attention(stranger, commune(STORY.merged), other))).toBe('access.denied');
  });

  it('of one commune is a part of the check of all', async () => {
    const reader = as('auditor', province.root);
    const view = await seen(reader, commune(STORY.stuffed));
    expect(view.notable.map(({ kind }) => kind)).toEqual(['stuffed']);
    expect((await seen(reader, commune(STORY.steady[0]))).notable).toEqual([]);
  });

  it('stands in a report with the same numbers, tables in order; a commune’s report has its own tasks alone', async () => {
    const reportAbout = async (reader: Context, unit: string) => {
      const figures = await reportFigures(reader, { unit, round, period: '' });
      return { figures, report: reportOf({ figures, hash: 'ab', province: 'Tỉnh Thử', madeAt: ctx.now() }, words) };
    };
    const words = reportWords('vi');
    const reader = as('province_analyst', province.root);
    const { report } = await reportAbout(reader, province.root);
    const section = report.sections.find(({ heading }) => heading === 'III. Đơn vị đáng chú ý');
    const tables = report.sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'table'));
    expect(tables.map(({ caption }) => caption.slice(0, 7))).toEqual(tables.map((_, i) => `Bảng ${i + 1}.`));
    const text = JSON.stringify(section);
    const nameOf = (place: number) => ctx.directory.unit(commune(place)).name;
    const [fall] = of((await seen(reader, province.root)).notable, 'fall');
    expect(text).toContain(`giảm rõ ${words.format.changeSize(fall?.changes[0]?.change.estimate ?? 0)}`);
    expect(text).toContain('400; 400');
    expect(text).toContain(words.t('attention:unsure', { n: 1, round: words.format.roundInText('Quý thử') }));
    for (const place of [STORY.merged, STORY.stuffed, STORY.improved]) expect(text).toContain(nameOf(place));
    for (const place of STORY.hidden) expect(text).not.toContain(nameOf(place));

    const own = async (place: number) => (await reportAbout(reader, commune(place))).figures.plan;
    expect((await own(STORY.small)).counts.overdue).toBe(1);
    expect(await own(STORY.merged)).toMatchObject({ tasks: [], counts: { overdue: 0 } });
  });

  it('is checked anew after five minutes', async () => {
    const at = async (ms: number) =>
      (
        await seen(
          as('province_analyst', province.root, () => Date.now() + ms),
          province.root
        )
      ).checkedAt;
    const first = await at(0);
    expect(await at(60_000)).toBe(first);
    expect(await at(2 * 3_600_000)).toBeGreaterThan(first);
  });
});

describe('what is to be done', () => {
  it('is silence, samples, deadlines, each where the reader may see it', async () => {
    const counter = province.communes[STORY.small]?.counters[0] ?? '';
    const link = province.communes[STORY.small]?.links[0] ?? '';
    const hours = (n: number) => ctx.now() - n * 3_600_000;
    await ctx.gate.run((db) =>
      db
        .insertInto('kiosk')
        .values({
          ...{ id: randomUUID(), name: 'Máy 1', counter, link, public_key: '{}', status: 'active', pin_salt: '' },
          ...{ pin_hash: '', paired_at: hours(99), chain: '', seen_at: hours(26), state: null, command: null }
        })
        .execute()
    );
    const { work } = await seen(as('province_admin', province.root), province.root);
    expect(work.map(({ kind }) => kind)).toEqual(['kiosk', 'sample', 'plan', 'publication']);
    expect(of(work, 'kiosk')).toMatchObject([{ alarm: 'silent', unsent: 0 }]);
    expect(of(work, 'sample')).toMatchObject([{ missing: 3, units: 10, most: { n: 20, target: 100 } }]);
    expect(of(work, 'plan')).toMatchObject([{ overdue: 1, latest: { daysLate: 3 } }]);
    expect(of(work, 'publication')).toMatchObject([{ standing: 'preview', round: { id: province.round } }]);

    const other = commune(STORY.steady[0]);
    const own = await seen(as('unit_manager', other), other);
    expect(own.work.map(({ kind }) => kind)).not.toContain('kiosk');
    expect(own.work.map(({ kind }) => kind)).not.toContain('plan');
    expect(JSON.stringify(own.work)).not.toContain(commune(STORY.small));
  });
});
