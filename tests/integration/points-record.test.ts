import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import type { OfficialResult } from '../../src/lib/domain/par/official-result.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { setPurpose } from '../../src/lib/server/services/organisation/organisation.ts';
import { assessmentWorkbook } from '../../src/lib/server/services/points/assessment-workbook.ts';
import {
  officialResults,
  removeOfficialResult,
  saveOfficialResult
} from '../../src/lib/server/services/points/official-results.ts';
import { pointsPage } from '../../src/lib/server/services/points/points-page.ts';
import {
  assessmentPage,
  saveAssessment,
  type Assessment
} from '../../src/lib/server/services/points/self-assessment.ts';
import { createPeriod } from '../../src/lib/server/services/rounds/report-periods.ts';
import { simulateRound } from '../../src/lib/server/services/store/simulation.ts';
import { readTable } from '../../src/lib/server/table-file/read-table.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let province: TestProvince;
let ctx: Context;
let period: string;
beforeAll(async () => {
  province = await aProvince({ communes: 2, counters: 1 });
  ctx = province.ctx;
  await setPurpose(ctx, 'demo');
  const [from, to] = [localDay(ctx.now() - 20 * DAY_MS), localDay(ctx.now() - 2 * DAY_MS)];
  const none = { silentUnits: new Set<string>(), stuffedCounters: new Set<string>() };
  await simulateRound(
    ctx,
    ctx.directory.round(province.round),
    { responses: 900, seed: 3, from, to, quarter: 0, ...none },
    () => undefined
  );
  period = await createPeriod(ctx, { name: 'Năm thử', from, to, due: to });
});
afterAll(() => province?.end());

const as = (role: Role, unit = 'tinh'): Context => ({
  ...ctx,
  actor: { id: 'someone', name: 'Ai đó', grants: [{ role, unit }] }
});
const lastAudit = async () => {
  const last = ctx.db.selectFrom('audit_event').select(['act', 'details']).orderBy('position', 'desc');
  const { act, details } = await last.executeTakeFirstOrThrow();
  return { act, details: JSON.parse(details) as unknown };
};

describe('official results', () => {
  const result: OfficialResult = {
    ...{ year: 2024, measure: 'par_index', value: 86.35, max: 100, rank: 41, rankOf: 63 },
    ...{ source: 'Quyết định ví dụ', publishedOn: '2025-04-06' }
  };

  it('are written down, corrected with the old in the audit, and taken away', async () => {
    await saveOfficialResult(ctx, result, null);
    expect(await officialResults(as('unit_viewer', 'xa-1'))).toEqual([{ ...result, revision: 1 }]);
    expect(await refused(saveOfficialResult(ctx, result, null))).toBe('official.edited');
    await saveOfficialResult(ctx, { ...result, value: 87.1, rank: null, rankOf: null }, 1);
    expect(await refused(saveOfficialResult(ctx, result, 1))).toBe('official.edited');
    expect(await lastAudit()).toEqual({
      act: 'official.save',
      details: {
        ...{ year: 2024, measure: 'par_index' },
        before: '86.35 / 100, 41 / 63, 2025-04-06, Quyết định ví dụ',
        after: '87.1 / 100, 2025-04-06, Quyết định ví dụ'
      }
    });
    expect(await refused(removeOfficialResult(ctx, { year: 2024, measure: 'par_index', revision: 1 }))).toBe(
      'official.edited'
    );
    await removeOfficialResult(ctx, { year: 2024, measure: 'par_index', revision: 2 });
    expect(await officialResults(ctx)).toEqual([]);
    expect(await lastAudit()).toMatchObject({ act: 'official.remove' });
  });

  it('are refused where they cannot be, and from whom they are not', async () => {
    const bad: Partial<OfficialResult>[] = [
      ...[{ value: 101 }, { value: -1 }, { value: NaN }, { max: 0 }, { year: 1999 }, { year: 2024.5 }],
      ...[{ rank: 64 }, { rank: 0 }, { rank: null }, { rankOf: null }, { source: ' ' }, { source: 'a\u0000' }],
      ...[
        { publishedOn: '2025-02-30' },
        { publishedOn: '2023-12-31' },
        { publishedOn: '' },
        { publishedOn: '9999-01-01' }
      ]
    ];
    for (const one of bad)
      expect(await refused(saveOfficialResult(ctx, { ...result, ...one }, null))).toBe('official.malformed');
    expect(await refused(saveOfficialResult(as('province_analyst'), result, null))).toBe('access.denied');
    expect(await refused(officialResults(as('system_admin')))).toBe('access.denied');
  });
});

describe('the self-assessment of the whole set', () => {
  const claim = (changed: Partial<Assessment> = {}): Assessment => ({
    ...{ period, round: province.round, criterion: 'TC1', claimed: 8.25, evidence: 'Số 12/KH-UBND' },
    ...{ agency: 'Sở Nội vụ', status: 'done', revision: null },
    ...changed
  });
  const sheet = async () => {
    const found = (await assessmentPage(ctx, { period, round: province.round })).sheet;
    if (!found) throw new Error('a sheet');
    return found;
  };

  it('has a row for every criterion; the survey fills its own, and what has no evidence is listed', async () => {
    const { rows, sum, unproven } = await sheet();
    expect(rows.map(({ criterion }) => criterion)).toEqual([
      ...['TC1', 'TC2', 'TC3', 'TC4', 'TC5', 'TC6', 'TC7', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7']
    ]);
    const page = await pointsPage(ctx, { round: province.round, unit: 'tinh', changes: [], level: 'plus5' });
    const surveyed = rows.filter(({ isSimulated }) => isSimulated);
    expect(new Set(surveyed.map(({ status }) => status))).toEqual(new Set(['working'])); // the round is open
    expect(surveyed.map(({ points }) => points)).toEqual(page.estimate.areas.map(({ points }) => points?.points));
    expect(sum.points).toBeCloseTo(page.estimate.points?.total.estimate ?? NaN, 12);
    expect([sum.maxPoints, sum.without, unproven.length]).toEqual([100, 7, 7]);
  });

  it('keeps what is claimed, tells the second editor, and writes the old into the audit', async () => {
    await saveAssessment(ctx, claim());
    expect(await refused(saveAssessment(ctx, claim()))).toBe('assessment.edited');
    await saveAssessment(ctx, claim({ claimed: 9, revision: 1 }));
    const { rows, unproven } = await sheet();
    expect(rows[0]).toMatchObject({ points: 9, evidence: 'Số 12/KH-UBND', status: 'done', revision: 2 });
    expect(unproven).toHaveLength(6);
    expect(await lastAudit()).toMatchObject({
      act: 'assessment.save',
      details: { before: '8.25; done; Sở Nội vụ; Số 12/KH-UBND', after: '9; done; Sở Nội vụ; Số 12/KH-UBND' }
    });
    for (const one of [{ claimed: 10.01 }, { claimed: -1 }, { claimed: NaN }, { status: 'ok' }, { criterion: 'A1' }])
      expect(await refused(saveAssessment(ctx, claim({ revision: 2, ...one })))).toBe('assessment.malformed');
    expect(await refused(saveAssessment(ctx, claim({ period: 'nowhere' })))).toBe('period.not_found');
    expect(await refused(saveAssessment(as('auditor'), claim()))).toBe('access.denied');
    expect(await refused(assessmentPage(as('unit_manager', 'xa-1'), { period, round: null }))).toBe('access.denied');
    expect(await refused(assessmentPage(ctx, { period: 'nowhere', round: null }))).toBe('period.not_found');
    expect(await refused(assessmentPage(ctx, { period, round: 'nowhere' }))).toBe('round.not_found');
  });

  it('is a workbook whose rows sum to what the screen says', async () => {
    const { body } = await assessmentWorkbook(ctx, { period, round: null });
    const read = await readTable(ctx.config, body);
    if (!read.ok) throw new Error(read.code);
    const points = read.table.rows.map(({ cells }) => Number(cells[3] ?? ''));
    const total = points.pop() ?? NaN;
    const { sum, rows } = await sheet();
    expect(read.table.rows).toHaveLength(rows.length + 1);
    expect(total).toBe(sum.points);
    expect(points.reduce((all, one) => all + one, 0)).toBe(sum.points);
    expect(read.table.rows[7]?.cells[4]).toBe('mô phỏng từ khảo sát');
  });
});
