import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { parseListQuery } from '../../src/lib/domain/list/list-query.ts';
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import { formatFor } from '../../src/lib/i18n/format.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { UNIT_TABLE_SORTS, unitTablePage } from '../../src/lib/server/services/units/unit-list.ts';
import { unitTable } from '../../src/lib/server/services/units/unit-table.ts';
import { unitsFinding, unitTableFile } from '../../src/lib/ui/admin/unit-table-words.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let clock = Date.now();
let province: TestProvince;
let ctx: Context;
let other = '';
const words = { t: (key: string) => key, language: 'vi', format: formatFor('vi') };
const query = (round: string) => ({ round, unit: 'tinh', respondentType: null, filingMode: null, lane: null });
const as = (role: Role, unit: string): Context => ({ ...ctx, actor: { id: role, name: '', grants: [{ role, unit }] } });
const send = async (commune: number, count: number, satisfied: number) => {
  const all = Array.from({ length: count }, (_, i) => {
    const answers = { ...Object(aResponse(province)['answers']), 'OV.1': i < satisfied ? 4 : 2 };
    return aResponse(province, { link: province.codes[commune], answers });
  });
  await submitResponses(ctx, all);
};

beforeAll(async () => {
  province = await aProvince({ communes: 6, now: () => clock });
  ctx = province.ctx;
  for (const [commune, count, satisfied] of [
    [0, 400, 360],
    [1, 300, 270],
    [2, 300, 264],
    [3, 3, 3],
    [4, 6, 6]
  ] as const)
    await send(commune, count, satisfied);
  await closeRound(ctx, province.round);
  clock += 91 * DAY_MS;
  other = 'round-2';
  const { questionnaire, criteriaSet } = ctx.directory.round(province.round);
  await openRound(ctx, {
    ...{ id: other, name: 'Kỳ sau', questionnaire, criteriaSet, previousRound: province.round },
    ...{ opensOn: localDay(clock - 30 * DAY_MS), closesOn: localDay(clock + 60 * DAY_MS) },
    design: { ...COUNTER_DESIGN, kind: 'probability' },
    units: province.communes.map((unit) => ({ id: unit, target: 100 }))
  });
  await send(0, 400, 280);
  await send(1, 300, 270);
  await send(2, 300, 264);
});
afterAll(() => province?.end());

describe('the units of a province in a round', () => {
  it('have the figures of their own pages', async () => {
    const table = await unitTable(ctx, query(province.round));
    for (const id of ['xa-1', 'xa-2', 'xa-4']) {
      const row = table.rows.find((one) => one.id === id);
      const view = await estimateView(ctx, { ...query(province.round), unit: id });
      expect(row?.n ?? null).toBe(view.counts?.n ?? null);
      expect(row?.figure?.share ?? null).toBe(view.headline?.share ?? null);
      expect(row?.figure?.ci ?? null).toEqual(view.headline?.ci ?? null);
      expect(row?.suppressed).toBe(view.suppressed);
      for (const area of view.areas) {
        const cell = row?.areas.find((one) => one.area === area.id);
        expect(cell?.share).toBe(area.estimate.satisfied.estimate);
      }
    }
  });

  it('are not called different where people chose to answer, and have no ranks', async () => {
    const table = await unitTable(ctx, query(province.round));
    expect(table.rows.every(({ league }) => league === null)).toBe(true);
    expect(unitsFinding(table, words)).toEqual({
      key: 'units:finding.plain',
      vars: { shown: '3', all: '6', missing: '3' }
    });
  });

  it('of a probability sample are clearly below where that survives a false-discovery check', async () => {
    const table = await unitTable(ctx, query(other));
    const verdicts = Object.fromEntries(table.rows.map(({ id, league }) => [id, league?.verdict ?? null]));
    expect(verdicts).toMatchObject({ 'xa-1': 'below', 'xa-2': 'above', 'xa-4': null });
    expect(table.rows.find(({ id }) => id === 'xa-1')?.league?.ranks).toEqual([3, 3]);
    expect(table.rows.find(({ id }) => id === 'xa-1')?.change?.verdict).toBe('down');
    expect(table.rows.find(({ id }) => id === 'xa-1')?.series.map(({ share }) => share)).toEqual([0.9, 0.7]);
  });

  it('are sorted by what is asked, the hidden last, and written to a file as they are shown', async () => {
    const table = await unitTable(ctx, query(province.round));
    const sorted = (sort: string) =>
      unitTablePage(
        table,
        parseListQuery((name) => (name === 'sort' ? sort : null), UNIT_TABLE_SORTS)
      );
    expect(
      sorted('value')
        .rows.map(({ id }) => id)
        .slice(0, 1)
    ).toEqual(['xa-3']);
    expect(
      sorted('value')
        .rows.slice(-3)
        .every(({ figure }) => figure === null)
    ).toBe(true);
    const file = unitTableFile(table, sorted('name').rows, words);
    expect(file).toHaveLength(7);
    const hidden = file.find(([code]) => code === 'xa-4');
    expect(hidden?.[2]).toBe('admin:hidden.word');
    expect(hidden?.[5]).toBe('admin:hidden.word');
    const few = table.rows.filter(({ figure }) => figure && !figure.conclusive).map(({ unit }) => unit.code);
    const told = file.filter((line) => line[7] === 'admin:inconclusive.short').map(([code]) => code);
    expect(told.sort()).toEqual(few.sort());
    expect(file.every((line) => line.length === file[0]?.length)).toBe(true);
  });

  it('are refused to who may not read the unit above them', async () => {
    expect(await refused(unitTable(as('unit_viewer', 'xa-1'), query(province.round)))).toBe('access.denied');
    const own = await unitTable(as('unit_viewer', 'xa-1'), { ...query(province.round), unit: 'xa-1' });
    expect(own.rows).toEqual([]);
  });
});
