import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookletsFor } from '../../src/lib/domain/questionnaire/booklets.ts';
import { estimate } from '../../src/lib/domain/estimate/estimate.ts';
import type { Cell } from '../../src/lib/domain/estimate/design.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { simulateAnswers } from '../../src/lib/domain/simulation/respondent.ts';
import { decodeMoments } from '../../src/lib/domain/tally/encode.ts';
import { layoutOf } from '../../src/lib/server/services/estimate/layouts.ts';
import { setLaneStatus } from '../../src/lib/server/services/submit/review.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { contributionOf, verify } from '../../src/lib/server/services/store/verify.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

const RESPONSES = 10_000;

describe('10,000 responses in random order, with repeats, quarantine and release', () => {
  let province: TestProvince;
  beforeAll(async () => {
    province = await aProvince({ communes: 5, counters: 3 });
    await sendAll(province);
  }, 300_000);
  afterAll(() => province.end());

  it('stores each once', async () => {
    const { count } = await province.ctx.db
      .selectFrom('response')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(RESPONSES);
  });

  it('keeps moments = rebuild(responses), in every grain', async () => {
    const report = await verify(province.ctx.db, province.ctx.directory);
    expect(report.differences).toEqual([]);
    expect(report.responses).toBe(RESPONSES);
    expect(report.firstBadAuditEntry).toBeNull();
  });

  it('gives the same estimate from stored moments and from rows, to 1e-12', async () => {
    const { ctx, round } = province;
    const stored = await ctx.db.selectFrom('unit_moment').selectAll().where('lane', 'like', '%/counted').execute();
    const rows = await ctx.db.selectFrom('response').selectAll().where('lane', 'like', '%/counted').execute();
    const entry = ctx.directory.round(round);
    const cell = (row: (typeof stored)[number] | (typeof rows)[number], moments: readonly number[]): Cell => ({
      stratum: `${row.unit}|${row.respondent_type}|${row.filing_mode}`,
      booklet: row.booklet,
      family: row.booklet.slice(0, row.booklet.lastIndexOf('/')),
      layout: layoutOf(ctx.directory, entry, row.booklet),
      moments
    });
    const { areas, booklets } = ctx.directory.questionnaire(entry.questionnaire);
    const design = {
      areas,
      booklets,
      populations: new Map([['xa-1|citizen|in_person', 90_000]]),
      confidence: 0.95,
      fpc: false,
      lonely: 'adjust'
    } as const;
    const fromMoments = estimate(
      stored.map((row) => cell(row, decodeMoments(row.moments))),
      design
    );
    const fromRows = estimate(
      rows.map((row) => cell(row, contributionOf(ctx.directory, row).moments)),
      design
    );
    expect(compareNumbers(fromMoments, fromRows)).toBeGreaterThan(300);
  });
});

async function sendAll(province: TestProvince): Promise<void> {
  const { ctx } = province;
  const random = randomFrom(42);
  const q = ctx.directory.questionnaire(province.questionnaire);
  const links = province.communes.flatMap((unit) => ctx.directory.linksOf(unit));
  const values = Array.from({ length: RESPONSES }, () => {
    const stage = random.pick(['submitted', 'received']);
    const respondentType = random.chance(0.8) ? 'citizen' : 'business';
    const booklet = random.pick(bookletsFor(q, { respondentType, filingMode: 'in_person', stage }));
    const answers = simulateAnswers(
      q,
      booklet,
      { unitEffect: 0, counterDayEffect: 0, quarter: 0, stuffed: false },
      random
    );
    return aResponse(province, {
      id: random.uuid(),
      link: random.pick(links).code,
      booklet: booklet.id,
      stage,
      respondentType,
      answers
    });
  });
  // A tenth is sent twice, in other batches.
  const queue = [...values, ...values.filter(() => random.chance(0.1))].sort(() => random.next() - 0.5);
  const stored: string[] = [];
  const batches = Array.from({ length: Math.ceil(queue.length / 50) }, (_, i) => queue.slice(i * 50, i * 50 + 50));
  for (let i = 0; i < batches.length; i += 4) {
    const results = await Promise.all(batches.slice(i, i + 4).map((batch) => submitResponses(ctx, batch)));
    for (const { id, status } of results.flat()) {
      expect(['stored', 'duplicate']).toContain(status);
      if (status === 'stored' && id !== null) stored.push(id);
    }
  }
  const reviewed = stored.filter(() => random.chance(0.03));
  for (const id of reviewed) await setLaneStatus(ctx, id, 'quarantined', 'test');
  for (const id of reviewed.filter(() => random.chance(0.5))) await setLaneStatus(ctx, id, 'counted', 'test');
}

/** Compares every number of two results to 1e-12 (relative) and gives how many there were. */
function compareNumbers(a: unknown, b: unknown, path = ''): number {
  if (typeof a === 'number' && typeof b === 'number') {
    expect(Math.abs(a - b), path).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(b)));
    return 1;
  }
  if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
    expect(Object.keys(a), path).toEqual(Object.keys(b));
    const others = new Map(Object.entries(b));
    return Object.entries(a).reduce(
      (sum, [key, value]) => sum + compareNumbers(value, others.get(key), `${path}.${key}`),
      0
    );
  }
  expect(a, path).toEqual(b);
  return 0;
}
