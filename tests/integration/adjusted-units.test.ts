import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { parseListQuery } from '../../src/lib/domain/list/list-query.ts';
import { formatFor } from '../../src/lib/i18n/format.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { adjustedTable } from '../../src/lib/server/services/units/adjusted-units.ts';
import { UNIT_TABLE_SORTS, unitTablePage, unitTableSorts } from '../../src/lib/server/services/units/unit-list.ts';
import { unitTableFile } from '../../src/lib/ui/admin/unit-table-words.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { refused } from '../support/refused.ts';

let runtime: TestRuntime;
let province: Province;
let ctx: Context;

const FIELDS = ['Đất đai', 'Hộ tịch', 'Chứng thực'];
/** Of ten in each field: 5 of land, 8 of civil status, 9 of copies are satisfied, whatever the unit. */
const SATISFIED = [5, 8, 9];
/** In tens of answers by field. The third has two fields alone, the fourth a counter of four answers. */
const MIXES = [
  [6, 2, 2],
  [1, 3, 6],
  [5, 5, 0],
  [4, 4, 0.4]
];
const query = () => ({
  round: province.round,
  unit: province.root,
  respondentType: null,
  filingMode: null,
  lane: null
});
const as = (role: Role): Context => runtime.contextFor(province.people[role]?.actor ?? ctx.actor);

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, {
    ...{ communes: MIXES.length, counters: 3, fields: FIELDS },
    design: { ...COUNTER_DESIGN, kind: 'probability' }
  });
  ctx = runtime.program();
  for (const [c, mix] of MIXES.entries()) {
    for (const [f, tens] of mix.entries()) {
      const link = province.communes[c]?.links[f] ?? '';
      const all = Array.from({ length: tens * 10 }, (_, i) => {
        const response = aResponse(province, link);
        return { ...response, answers: { ...response.answers, 'OV.1': i % 10 < (SATISFIED[f] ?? 0) ? 5 : 2 } };
      });
      for (let at = 0; at < all.length; at += 50) await submitResponses(ctx, all.slice(at, at + 50));
    }
  }
});
afterAll(() => runtime?.end());

it('gives two units with equal shares by field the same, whatever their mixes', async () => {
  const { rows, adjusted } = await adjustedTable(ctx, query(), 'then');
  const [a, b] = province.communes.slice(0, 2).map(({ id }) => rows.find((row) => row.id === id));
  expect(a?.figure?.share).toBeCloseTo(0.64, 12); // (30 + 16 + 18)/100
  expect(b?.figure?.share).toBeCloseTo(0.83, 12); // (5 + 24 + 54)/100
  // The mix of both: 70, 50 and 80 of 200.
  const share = 0.35 * 0.5 + 0.25 * 0.8 + 0.4 * 0.9;
  expect(Math.abs((a?.adjusted?.figure?.share ?? 0) - share)).toBeLessThan(1e-9);
  expect(Math.abs((b?.adjusted?.figure?.share ?? 0) - share)).toBeLessThan(1e-9);
  expect(a?.adjusted?.figure).toMatchObject({ n: 100, coverage: 1 });
  expect(a?.adjusted?.figure?.ci?.[0]).toBeLessThan(share);
  expect(adjusted?.compared).toBe(2);
  expect(adjusted?.mix.map(({ field }) => field)).toEqual(['chứng thực', 'đất đai', 'hộ tịch']);
});

it('tells nothing of a unit with two fields, with a small counter, or that is hidden itself', async () => {
  const { rows } = await adjustedTable(ctx, query(), 'then');
  const refusals = province.communes.map(({ id }) => rows.find((row) => row.id === id)?.adjusted?.refusal);
  expect(refusals).toEqual([null, null, 'few', 'few']);
});

it('is told to nobody in closed batches, of no cut, and only to who may read the unit', async () => {
  for (const cut of [{ respondentType: 'citizen' }, { filingMode: 'in_person' }, { lane: 'qr' }]) {
    const { adjusted } = await adjustedTable(ctx, { ...query(), ...cut }, 'then');
    expect([adjusted?.refusal, adjusted?.units.size, adjusted?.mix]).toEqual(['cut', 0, []]);
  }
  const commune = province.communes[0]?.id ?? '';
  const own = await adjustedTable(as('unit_manager'), { ...query(), unit: commune }, 'then');
  expect(own.adjusted?.refusal).toBe('batches');
  expect(await refused(adjustedTable(as('unit_manager'), query(), 'then'))).toBe('access.denied');
});

it('orders units by it where they have ranks, and writes it to the file', async () => {
  const table = await adjustedTable(ctx, query(), 'then');
  const sorted = (of: typeof table) =>
    unitTablePage(
      of,
      parseListQuery((name) => (name === 'sort' ? 'adjusted' : null), UNIT_TABLE_SORTS)
    );
  expect(
    sorted(table)
      .rows.slice(2)
      .every((row) => row.adjusted?.figure == null)
  ).toBe(true);
  const volunteers = { ...table, isSelfSelected: true };
  expect(unitTableSorts(volunteers)).not.toContain('adjusted');
  expect(() => sorted(volunteers)).toThrow('filter.unknown');
  const words = { t: (key: string) => key, language: 'vi', format: formatFor('vi') };
  const [head, ...lines] = unitTableFile(table, table.rows, words);
  expect(head?.slice(-3)).toEqual(['adjusted', 'interval', 'coverage'].map((name) => `units:adjusted.${name}`));
  expect(lines.filter((line) => line.at(-1) === '100,0\u00a0%')).toHaveLength(2);
});

it('is the same once the round is closed, and follows a field that is corrected', async () => {
  const before = await adjustedTable(ctx, query(), 'then');
  await closeRound(ctx, province.round);
  const after = await adjustedTable(ctx, query(), 'then');
  expect(after.adjusted?.units).toEqual(before.adjusted?.units);
  const [counter] = province.communes[0]?.counters ?? [];
  await ctx.gate.run((db) =>
    db
      .updateTable('counter')
      .set({ service_fields: JSON.stringify([]) })
      .where('id', '=', counter ?? '')
      .execute()
  );
  await ctx.directory.reload();
  const { adjusted } = await adjustedTable(ctx, query(), 'then');
  expect(adjusted?.refusal).toBe('few_units');
});
