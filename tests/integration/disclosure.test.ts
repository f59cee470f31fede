import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/lib/server/context.ts';
import { estimateView, type EstimateQuery } from '../../src/lib/server/services/estimate/estimates.ts';
import { insertLink, type NewLink } from '../../src/lib/server/services/links/links.ts';
import { overview } from '../../src/lib/server/services/estimate/overview.ts';
import { freezeResults } from '../../src/lib/server/services/results/results-document.ts';
import { trends } from '../../src/lib/server/services/trends/trends.ts';
import { unitTable } from '../../src/lib/server/services/units/unit-table.ts';
import { setLaneStatus } from '../../src/lib/server/services/submit/review.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { RowSpace } from '../support/row-space.ts';

const COMMUNES = 12;
const FLOOR = 5;
const AREAS = ['A1', 'A2', 'A3', 'A4', 'A6', 'A7'];
const LANES = ['qr', 'kiosk', 'B', 'C', 'qr/C/counted', 'kiosk/B/counted', 'qr/C/quarantined', 'kiosk/B/quarantined'];

describe('all replies to an analyst together', () => {
  let province: TestProvince;
  let analyst: Context;
  beforeAll(async () => {
    province = await aProvince({ communes: COMMUNES, counters: 1 });
    analyst = analystOf(province);
    await fill(province);
  }, 60_000);
  afterAll(() => province.end());

  it('do not let a group below the floor be computed, of all answers or of those to an area', async () => {
    const cells = await cellsOf(province);
    const subjects = ['all', ...AREAS];
    const spaces = new Map(subjects.map((subject) => [subject, new RowSpace(cells.length)]));
    const small: { readonly asked: string; readonly subject: string; readonly columns: readonly number[] }[] = [];
    const shown = { whole: 0, areas: 0, hiddenAreas: 0 };
    for (const query of everyQuery(province)) {
      const own = cells.flatMap((cell, i) => (isAsked(cell, query) ? [i] : []));
      const view = await estimateView(analyst, query);
      const asked = JSON.stringify(query);
      for (const subject of subjects) {
        const columns = own.filter((i) => (cells[i]?.counts[subject] ?? 0) > 0);
        const n = columns.reduce((sum, i) => sum + (cells[i]?.counts[subject] ?? 0), 0);
        if (n > 0 && n < FLOOR) small.push({ asked, subject, columns });
        const area = view.areas.find(({ id }) => id === subject);
        const told = subject === 'all' ? view.suppressed === null : area?.suppressed === null;
        if (!told) continue;
        expect([asked, subject, subject === 'all' ? view.counts?.n : area?.estimate.nValid]).toEqual([
          asked,
          subject,
          n
        ]);
        spaces.get(subject)?.add(columns);
        shown[subject === 'all' ? 'whole' : 'areas'] += 1;
      }
      shown.hiddenAreas += view.areas.filter(({ suppressed }) => suppressed === 'complementary').length;
      if (view.suppressed !== null) expect([view.counts, view.headline, view.areas]).toEqual([null, null, []]);
    }
    for (const subject of subjects) {
      for (const [i, { counts }] of cells.entries()) {
        const n = counts[subject] ?? 0;
        if (n > 0 && n < FLOOR) small.push({ asked: 'a cell', subject, columns: [i] });
      }
    }
    console.log(`${small.length} groups below the floor; shown: ${JSON.stringify(shown)}`);
    expect(small.filter(({ subject, columns }) => spaces.get(subject)?.holds(columns))).toEqual([]);
    expect(small.length).toBeGreaterThan(100);
    expect(shown.whole).toBeGreaterThan(60);
    expect(shown.hiddenAreas).toBeGreaterThan(0);
  });

  it('hide in the list what the page of the unit hides, and the other way round', async () => {
    const { units } = await overview(analyst, {
      round: province.round,
      unit: 'tinh',
      respondentType: null,
      filingMode: null,
      lane: null
    });
    for (const { unit, n, suppressed } of units) {
      const query = { round: province.round, unit: unit.id, respondentType: null, filingMode: null, lane: null };
      const view = await estimateView(analyst, query);
      expect([unit.id, view.suppressed, view.counts?.n ?? null]).toEqual([unit.id, suppressed, n]);
    }
    expect(units.some(({ suppressed }) => suppressed === 'floor')).toBe(true);
  });
});

describe('an area that few answered in one unit', () => {
  let province: TestProvince;
  let analyst: Context;
  beforeAll(async () => {
    province = await aProvince({ communes: 4, counters: 1 });
    analyst = analystOf(province);
    for (const [i, link] of province.codes.entries()) {
      const responses = Array.from({ length: 20 + i }, (_, n) => {
        const response = aResponse(province, { link });
        return i > 0 || n < 3 ? response : { ...response, answers: { 'A1.1': 4, 'A2.3': 4, 'OV.1': 4 } };
      });
      const results = await submitResponses(province.ctx, responses);
      expect(results.every(({ status }) => status === 'stored')).toBe(true);
    }
  }, 60_000);
  afterAll(() => province.end());

  it('is hidden in another too, in the table, on the pages and in their trends alike', async () => {
    const query = { round: province.round, unit: 'tinh', respondentType: null, filingMode: null, lane: null };
    const { rows } = await unitTable(analyst, query);
    const hidden: Record<string, string> = {};
    for (const { id, areas } of rows) {
      const view = await estimateView(analyst, { ...query, unit: id });
      const area = view.areas.find((one) => one.id === 'A3');
      const cell = areas.find((one) => one.area === 'A3');
      expect([id, cell?.share ?? null]).toEqual([id, area?.estimate.satisfied.estimate ?? null]);
      if (area?.suppressed == null) continue;
      hidden[id] = area.suppressed;
      expect([view.composite, view.points, view.own]).toEqual([null, null, null]);
      const asked = { indicator: 'A3', step: 'round', as: 'then', from: null, to: null } as const;
      const { points } = await trends(analyst, { ...query, ...asked, unit: id });
      expect(points.map((point) => point.hidden.includes('A3'))).toEqual([true]);
    }
    expect(hidden).toEqual({ 'xa-1': 'floor', 'xa-2': 'complementary' });
    const whole = await estimateView(analyst, query);
    expect(whole.areas.find(({ id }) => id === 'A3')?.suppressed).toBe(null);
  });

  it('is hidden in another of theirs from readers in closed batches, who see their own where they see no others', async () => {
    await province.ctx.gate.run((db) => db.updateTable('round').set({ status: 'closed' }).execute());
    await province.ctx.directory.reload();
    const shownTo = async (unit: string, asked: string) => {
      const viewer = { id: 'v', name: 'v', grants: [{ role: 'unit_viewer', unit }] } as const;
      const query = { round: province.round, unit: asked, respondentType: null, filingMode: null, lane: null };
      const { areas } = await estimateView({ ...province.ctx, actor: viewer }, query);
      return areas.find(({ id }) => id === 'A3')?.suppressed;
    };
    const ofAll = await Promise.all(province.communes.map((unit) => shownTo('tinh', unit)));
    expect(ofAll).toEqual(['floor', 'complementary', null, null]);
    expect([await shownTo('tinh', 'tinh'), await shownTo('xa-2', 'xa-2')]).toEqual([null, null]);
  });

  it('is published of neither', async () => {
    const { document } = await freezeResults(province.ctx, province.ctx.directory.round(province.round));
    const told = document.units.map(({ code, areas }) => [code, areas.find(({ id }) => id === 'A3')?.n ?? null]);
    expect(told).toEqual([
      ['xa-1', null],
      ['xa-2', null],
      ['xa-3', 22],
      ['xa-4', 23]
    ]);
  });
});

const analystOf = ({ ctx }: TestProvince): Context => ({
  ...ctx,
  actor: { id: 'a', name: 'a', grants: [{ role: 'province_analyst', unit: 'tinh' }] }
});

interface CellOfTest {
  readonly unit: string;
  readonly type: string;
  readonly mode: string;
  readonly lane: string;
  /** By area, and of all: how many answered. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The stored answers, counted apart from the sums that the estimates are made of. */
async function cellsOf(province: TestProvince): Promise<readonly CellOfTest[]> {
  const rows = await province.ctx.db
    .selectFrom('response')
    .select(['unit', 'respondent_type', 'filing_mode', 'lane', 'answers'])
    .execute();
  const groups = Map.groupBy(rows, (row) => [row.unit, row.respondent_type, row.filing_mode, row.lane].join('|'));
  return [...groups].map(([key, own]) => {
    const [unit = '', type = '', mode = '', lane = ''] = key.split('|');
    const given = own.map(({ answers }) => Object.entries(JSON.parse(answers) as Record<string, unknown>));
    const counts = AREAS.map((area) => {
      const isOf = ([item, value]: readonly [string, unknown]) => item.startsWith(area) && typeof value === 'number';
      return [area, given.filter((answers) => answers.some(isOf)).length] as const;
    });
    return { unit, type, mode, lane, counts: Object.fromEntries([...counts, ['all', own.length]]) };
  });
}

function everyQuery({ round, communes }: TestProvince): readonly EstimateQuery[] {
  return ['tinh', ...communes].flatMap((unit) =>
    [null, 'citizen', 'business'].flatMap((respondentType) =>
      [null, 'in_person', 'online'].flatMap((filingMode) =>
        [null, ...LANES].map((lane) => ({ round, unit, respondentType, filingMode, lane }))
      )
    )
  );
}

function isAsked({ unit, type, mode, lane }: CellOfTest, query: EstimateQuery): boolean {
  const isCounted = lane.endsWith('/counted');
  const keeps =
    query.lane === null ? isCounted : lane === query.lane || (isCounted && lane.split('/').includes(query.lane));
  const isOf = (asked: string | null, own: string) => asked === null || asked === own;
  const isUnder = query.unit === 'tinh' || query.unit === unit;
  return keeps && isUnder && isOf(query.respondentType, type) && isOf(query.filingMode, mode);
}

const ONLINE = {
  booklet: 'online/received/1',
  filingMode: 'online',
  answers: { 'A1.1': 4, 'A2.3': 4, 'A3.2': 4, 'A4.3': 5, 'A5.1': 'not_encountered', 'A6.1a': 3, 'A7.2': 4, 'OV.1': 4 }
};

/** From 2 to 80 answers a commune, a few of them by firms, at a kiosk, online or quarantined; few answer A3 in one. */
async function fill(province: TestProvince): Promise<void> {
  const random = randomFrom(38);
  const linksOf = (link: Partial<NewLink>) =>
    province.ctx.gate.run(async (db) => {
      const made: string[] = [];
      for (const id of province.communes)
        made.push(
          await insertLink(
            { ...province.ctx, db },
            { counter: `${id}-q1`, filingMode: 'in_person', stage: null, ...link }
          )
        );
      return made;
    });
  const kiosks = await linksOf({ channel: 'kiosk', evidence: 'B' });
  const sites = await linksOf({ filingMode: 'online' });
  await province.ctx.directory.reload();
  for (const [i, poster] of province.codes.entries()) {
    const responses = Array.from({ length: [2, 6, 30, 80][i % 4] ?? 0 }, (_, n) => {
      const at = random.chance(0.25) ? kiosks[i] : poster;
      const form = random.chance(0.25) ? { link: sites[i], ...ONLINE } : { link: at };
      const { answers, ...made } = aResponse(province, {
        respondentType: random.chance(0.2) ? 'business' : 'citizen',
        ...form
      });
      const isRare = i === 3 && n >= 3;
      const kept = Object.entries(answers as object).filter(([item]) => !(isRare && item.startsWith('A3')));
      return { ...made, answers: Object.fromEntries(kept) };
    });
    const results = await submitResponses(province.ctx, responses, { own: new Set(kiosks) });
    for (const { id, status } of results) {
      expect(status).toBe('stored');
      if (random.chance(0.08)) await setLaneStatus(province.ctx, id ?? '', 'quarantined', 'test');
    }
  }
}
