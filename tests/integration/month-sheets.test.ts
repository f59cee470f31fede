import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { startOfLocalDay } from '../../src/lib/domain/shared/time.ts';
import { translator } from '../../src/lib/i18n/index.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { addTask, setDone } from '../../src/lib/server/services/plan/plan-changes.ts';
import { monthFigures, pastMonth, pastMonths } from '../../src/lib/server/services/results/month-figures.ts';
import { monthSheets } from '../../src/lib/server/services/results/month-sheets.ts';
import { publicationOf } from '../../src/lib/server/services/results/preview.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let province: TestProvince;
let clock = startOfLocalDay('2026-04-02') + 3_600_000;
let ctx: Context;
const words = { t: translator('vi'), language: 'vi' } as const;

const send = async (commune: number, count: number, satisfied: number) => {
  const all = Array.from({ length: count }, (_, i) => {
    const answers = { ...Object(aResponse(province)['answers']), 'OV.1': i < satisfied ? 4 : 2 };
    return aResponse(province, { link: province.codes[commune], answers });
  });
  for (const one of await submitResponses(ctx, all)) expect(one.status).toBe('stored');
};
const at = (day: string) => (clock = startOfLocalDay(day) + 3_600_000);
const query = (month: string, unit = 'xa-1') => ({ round: 'q2', unit, month, withTasks: false });
const figuresOf = (month: string, unit = 'xa-1') => {
  const round = ctx.directory.round('q2');
  return monthFigures(ctx, { round, unit, span: pastMonth(ctx, round, month) });
};
const textOf = async (of: ReturnType<typeof query>) => {
  const file = await monthSheets(ctx, of, words);
  const pages = new PassThrough();
  const whole = buffer(pages);
  await file.write(pages);
  const pdf = await whole;
  const info = spawnSync('pdfinfo', ['-'], { input: pdf }).stdout.toString();
  const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).stdout.toString();
  return { text: text.replace(/\s+/g, ' '), pages: Number(/Pages:\s+(\d+)/.exec(info)?.[1]) };
};

/** A quarter: April and June hold the floor everywhere, May of the second commune four answers. */
beforeAll(async () => {
  province = await aProvince({ communes: 4, counters: 2, now: () => clock });
  ctx = province.ctx;
  const { questionnaire, criteriaSet } = ctx.directory.round(province.round);
  await openRound(ctx, {
    ...{ id: 'q2', name: 'Quý II/2026', previousRound: null, questionnaire, criteriaSet, design: COUNTER_DESIGN },
    ...{ opensOn: '2026-04-01', closesOn: '2026-06-30', graceDays: 0, publishOn: '2026-07-15' },
    units: province.communes.map((unit) => ({ id: unit, target: 60 }))
  });
  for (const [day, counts] of [
    ['2026-04-10', [60, 40, 50, 45]],
    ['2026-05-12', [50, 4, 50, 45]],
    ['2026-06-15', [40, 40, 50, 45]]
  ] as const) {
    at(day);
    for (const [commune, count] of counts.entries()) await send(commune, count, Math.floor(count * 0.8));
  }
});
afterAll(() => province?.end());

it('has no figure of a month before the round is public, and none at all where no round is', async () => {
  at('2026-06-20');
  expect(pastMonths(ctx, ctx.directory.round('q2'))).toEqual(['2026-05', '2026-04']);
  expect(await figuresOf('2026-05')).toEqual({ kind: 'awaited', on: '2026-07-15' });
  expect(await refused(monthSheets(ctx, query('2026-05'), words))).toBe('results.not_public');
});

it('is of a past month of the round', async () => {
  for (const month of ['2026-06', '2026-03', '2026-13', '', 'x'])
    expect(await refused(monthSheets(ctx, query(month), words))).toBe('results.month');
});

it('tells the month of a unit whose months all hold the floor, with n and interval', async () => {
  at('2026-07-02');
  await closeRound(ctx, 'q2');
  expect((await figuresOf('2026-05')).kind).toBe('awaited');
  at('2026-07-20');
  const told = await figuresOf('2026-05');
  expect(told).toMatchObject({ kind: 'told', figure: { share: 0.8, n: 50, responses: 50 } });
  const { text, pages } = await textOf(query('2026-05'));
  expect(pages).toBe(2); // one a counter
  for (const words of [
    'Tháng 5/2026',
    '50 phiếu trả lời trong tháng',
    'Cả quý II/2026, 150 phiếu: 80,0',
    'khoảng tham khảo 72,9 đến 85,6',
    'không tách riêng từng quầy'
  ])
    expect(text).toContain(words);
});

it('says of a month below the floor that it has too few, gives the round’s figures, and none of its other months', async () => {
  expect(await figuresOf('2026-05', 'xa-2')).toEqual({ kind: 'few' });
  expect(await figuresOf('2026-04', 'xa-2')).toEqual({ kind: 'few' }); // with it and the round, May were known
  const { text } = await textOf(query('2026-05', 'xa-2'));
  expect(text).toContain('Tháng này chưa có số riêng');
  expect(text).toContain('Cả quý II/2026');
  expect(text).not.toContain('phiếu trả lời trong tháng');
});

it('names what was done in the month only where it is asked for', async () => {
  const done = async (title: string, day: string) => {
    at(day);
    const id = await addTask(ctx, { criterion: '', title, expected: '', unit: 'xa-1', dueOn: '2026-12-31' });
    await setDone(ctx, id, { isDone: true, evidence: 'Ảnh chụp' });
  };
  const now = clock;
  await done('Niêm yết phí ở mỗi quầy', '2026-05-20');
  await done('Thêm ghế chờ', '2026-06-02');
  clock = now;
  expect((await textOf(query('2026-05'))).text).not.toContain('Niêm yết phí');
  const { text } = await textOf({ ...query('2026-05'), withTasks: true });
  expect(text).toContain('Niêm yết phí ở mỗi quầy');
  expect(text).not.toContain('Thêm ghế chờ');
});

it('is printed by who prints the unit’s posters, and offered to them', async () => {
  const manager = { ...ctx, actor: { id: 'm', name: '', grants: [{ role: 'unit_manager', unit: 'xa-2' } as const] } };
  expect(await refused(monthSheets(manager, query('2026-05'), words))).toBe('access.denied');
  const { months, printable } = await publicationOf(manager, 'q2');
  expect(months).toEqual(['2026-06', '2026-05', '2026-04']);
  expect(printable.map(({ id }) => id)).toEqual(['xa-2']);
});

it('tells no month once the round was corrected: its months would tell what was', async () => {
  const [row] = await ctx.db.selectFrom('round_results').selectAll().where('round', '=', 'q2').execute();
  await ctx.gate.run((db) =>
    db
      .insertInto('round_results')
      .values({ ...Object(row), version: 2 })
      .execute()
  );
  expect(await figuresOf('2026-05')).toEqual({ kind: 'few' });
});
