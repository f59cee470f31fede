import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/lib/server/context.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { insertLink } from '../../src/lib/server/services/links/links.ts';
import { overview } from '../../src/lib/server/services/estimate/overview.ts';
import { setLaneStatus } from '../../src/lib/server/services/submit/review.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { RowSpace } from '../support/row-space.ts';

const COMMUNES = 12;
const FLOOR = 5;
const LANES = ['qr', 'kiosk', 'B', 'C', 'qr/C/counted', 'kiosk/B/counted', 'qr/C/quarantined', 'kiosk/B/quarantined'];

describe('all replies to an analyst together', () => {
  let province: TestProvince;
  let analyst: Context;
  beforeAll(async () => {
    province = await aProvince({ communes: COMMUNES, counters: 1 });
    analyst = {
      ...province.ctx,
      actor: { id: 'a', name: 'a', grants: [{ role: 'province_analyst', unit: 'tinh' }] }
    };
    await fill(province);
  }, 60_000);
  afterAll(() => province.end());

  it('do not let a group below the floor be computed', async () => {
    const rows = await province.ctx.db.selectFrom('response').select(['unit', 'respondent_type', 'lane']).execute();
    const cells = [...Map.groupBy(rows, (row) => `${row.unit}|${row.respondent_type}|${row.lane}`)].map(
      ([key, all]) => {
        const [unit = '', type = '', lane = ''] = key.split('|');
        return { unit, type, lane, n: all.length };
      }
    );
    const space = new RowSpace(cells.length);
    const small: { readonly asked: string; readonly columns: readonly number[] }[] = [];
    let answered = 0;
    for (const unit of ['tinh', ...province.communes]) {
      for (const respondentType of [null, 'citizen', 'business']) {
        for (const lane of [null, ...LANES]) {
          const keeps = (of: string) =>
            lane === null
              ? of.endsWith('/counted')
              : of === lane || (of.endsWith('/counted') && of.split('/').includes(lane));
          const columns = cells.flatMap((cell, i) => {
            const isOf = respondentType === null || cell.type === respondentType;
            return (unit === 'tinh' || cell.unit === unit) && isOf && keeps(cell.lane) ? [i] : [];
          });
          const n = columns.reduce((sum, i) => sum + (cells[i]?.n ?? 0), 0);
          const view = await estimateView(analyst, { round: province.round, unit, respondentType, lane });
          const asked = `${unit} ${respondentType} ${lane}`;
          if (n > 0 && n < FLOOR) small.push({ asked, columns });
          if (view.suppressed !== null) {
            expect([asked, view.counts, view.headline, view.areas]).toEqual([asked, null, null, []]);
            continue;
          }
          expect([asked, view.counts?.n]).toEqual([asked, n]);
          space.add(columns);
          answered += 1;
        }
      }
    }
    small.push(...cells.flatMap(({ unit, n }, i) => (n < FLOOR ? [{ asked: unit, columns: [i] }] : [])));
    expect(small.length).toBeGreaterThan(20);
    expect(answered).toBeGreaterThan(60);
    expect(small.filter(({ columns }) => space.holds(columns))).toEqual([]);
  });

  it('hide in the list what the page of the unit hides, and the other way round', async () => {
    const { units } = await overview(analyst, {
      round: province.round,
      unit: 'tinh',
      respondentType: null,
      lane: null
    });
    for (const { unit, n, suppressed } of units) {
      const query = { round: province.round, unit: unit.id, respondentType: null, lane: null };
      const view = await estimateView(analyst, query);
      expect([unit.id, view.suppressed, view.counts?.n ?? null]).toEqual([unit.id, suppressed, n]);
    }
    expect(units.some(({ suppressed }) => suppressed === 'floor')).toBe(true);
  });
});

/** From 2 to 80 answers a commune, a few of them by firms, at a kiosk or quarantined. */
async function fill(province: TestProvince): Promise<void> {
  const random = randomFrom(38);
  const kiosks = await province.ctx.gate.run((db) =>
    Promise.all(
      province.communes.map((id) =>
        insertLink(
          { ...province.ctx, db },
          { counter: `${id}-q1`, channel: 'kiosk', evidence: 'B', filingMode: 'in_person', stage: null }
        )
      )
    )
  );
  await province.ctx.directory.reload();
  for (const [i, poster] of province.codes.entries()) {
    const responses = Array.from({ length: [2, 6, 30, 80][i % 4] ?? 0 }, () =>
      aResponse(province, {
        link: random.chance(0.25) ? kiosks[i] : poster,
        respondentType: random.chance(0.2) ? 'business' : 'citizen'
      })
    );
    const results = await submitResponses(province.ctx, responses, { own: new Set(kiosks) });
    for (const { id, status } of results) {
      expect(status).toBe('stored');
      if (random.chance(0.08)) await setLaneStatus(province.ctx, id ?? '', 'quarantined', 'test');
    }
  }
}
