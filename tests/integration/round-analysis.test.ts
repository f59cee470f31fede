import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookletResult } from '../../src/lib/domain/analysis/booklet-result.ts';
import { fullForm, bookletsFor } from '../../src/lib/domain/questionnaire/booklets.ts';
import { COUNTER_DESIGN, type RoundDesign } from '../../src/lib/domain/sampling/round-design.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { simulateAnswers } from '../../src/lib/domain/simulation/respondent.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { setLaneStatus } from '../../src/lib/server/services/submit/review.ts';
import { readRoundData } from '../../src/lib/server/services/estimate/round-data.ts';
import { setTransactions } from '../../src/lib/server/services/rounds/rounds.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { hailong } from '../support/command.ts';
import { environmentOf } from '../support/database.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';

const FULL: RoundDesign = { ...COUNTER_DESIGN, form: 'full', kind: 'probability', fpc: true };
const RESPONSES = 400;

describe.each([
  ['booklets', COUNTER_DESIGN],
  ['full forms', FULL]
])('a round of %s', (_, design) => {
  let runtime: TestRuntime;
  let province: Province;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hailong-export-'));
    runtime = await aRuntime();
    province = await aProvince(runtime, { communes: 3, design, people: false });
    await fill(runtime, province, design);
  });
  afterAll(async () => {
    await runtime.end();
    rmSync(folder, { recursive: true });
  });

  it('gives the same analysis in the database and of its exported files, byte for byte', async () => {
    const { dataDir } = runtime.config;
    const env = { HAILONG_DATA: dataDir, ...environmentOf(dataDir) };
    const live = await hailong(['analyze', '--round', province.round, '--format', 'json'], env);
    await hailong(['export', 'responses', '--round', province.round, '--out', folder], env);
    const names = ['responses.csv', 'population.csv', 'questionnaire.json', 'plan.json'];
    const files = names.flatMap((name) => [`--${name.split('.')[0] ?? ''}`, join(folder, name)]);
    const again = await hailong(['analyze', ...files, '--format', 'json']);
    expect(JSON.parse(live.stdout)).toMatchObject({ sample: { n_responses: RESPONSES - 10 } });
    expect(again.stdout).toBe(live.stdout);
  });

  it('exports what counts alone, without times, devices and comments', () => {
    const text = readFileSync(join(folder, 'responses.csv'), 'utf8');
    const rows = text.trim().split('\n');
    expect(rows).toHaveLength(1 + RESPONSES - 10);
    expect(text).not.toContain('ghi chú riêng');
    expect(text).not.toContain('kiosk-7');
    expect(rows[0]).not.toMatch(/device|comment|receipt/);
  });

  it('enters the export in the audit', async () => {
    const events = await runtime.context.db
      .selectFrom('audit_event')
      .select(['actor', 'details'])
      .where('act', '=', 'response.export')
      .execute();
    expect(events).toEqual([{ actor: 'operator', details: JSON.stringify({ round: province.round }) }]);
  });
});

it('agrees with the figures that the app shows from its stored moments', async () => {
  const runtime = await aRuntime();
  const province = await aProvince(runtime, { communes: 3, people: false });
  await fill(runtime, province, COUNTER_DESIGN);
  const ctx = runtime.program();
  const round = ctx.directory.round(province.round);
  const { survey, data } = await readRoundData(ctx, { round, isCompared: false });
  const { all } = bookletResult({ data, questionnaire: survey.questionnaire, plan: survey.plan.plan });
  const shown = await estimateView(ctx, {
    round: round.id,
    unit: province.root,
    respondentType: null,
    filingMode: null,
    lane: null
  });
  expect(shown.headline?.share).toBeCloseTo(all.key_item.satisfied.share ?? NaN, 12);
  expect(shown.headline?.se).toBeCloseTo(all.key_item.satisfied.se ?? NaN, 12);
  expect(shown.composite?.estimate).toBeCloseTo(all.composite.estimate ?? NaN, 12);
  expect(shown.composite?.se).toBeCloseTo(all.composite.se ?? NaN, 12);
  for (const { id, estimate } of shown.areas) {
    expect(estimate.estimate).toBeCloseTo(all.areas[id]?.estimate ?? NaN, 12);
    expect(estimate.se).toBeCloseTo(all.areas[id]?.se ?? NaN, 12);
  }
  expect(shown.areas).toHaveLength(7);
  await runtime.end();
});

/** Answers of two types and two filing modes over all counters; ten of them are set aside for review. */
async function fill(runtime: TestRuntime, province: Province, design: RoundDesign): Promise<void> {
  const ctx = runtime.program();
  const random = randomFrom(7);
  const { document } = province.questionnaire;
  const links = province.communes.flatMap((commune) => commune.links);
  const sent = Array.from({ length: RESPONSES }, (_, i) => {
    const situation = {
      respondentType: random.next() < 0.7 ? 'citizen' : 'business',
      filingMode: random.next() < 0.6 ? 'in_person' : 'online',
      stage: 'received'
    };
    const booklets = design.form === 'full' ? [fullForm(document, situation)] : bookletsFor(document, situation);
    const booklet = booklets[i % booklets.length];
    if (!booklet) throw new Error('a booklet fits');
    const answers = simulateAnswers(
      document,
      booklet,
      { unitEffect: 0, counterDayEffect: 0, quarter: 1, stuffed: false },
      random
    );
    const profile = situation.respondentType === 'citizen' ? { 'P.gender': i % 2 ? 'f' : 'm', 'P.age': '25_34' } : {};
    const link = links[i % links.length] ?? '';
    const rest = { comment: i % 9 ? '' : 'ghi chú riêng', device: 'kiosk-7', profile };
    return aResponse(province, link, { ...situation, booklet: booklet.id, answers, ...rest });
  });
  const results = await submitResponses(ctx, sent);
  expect(results.filter(({ status }) => status !== 'stored')).toEqual([]);
  const rows = province.communes.flatMap(({ id: unit }, u) =>
    ['citizen', 'business'].flatMap((respondentType) =>
      ['in_person', 'online', 'postal'].map((filingMode, m) => {
        return { unit, respondentType, filingMode, settled: 300 + 100 * u + 50 * m };
      })
    )
  );
  await setTransactions(ctx, { round: province.round, provisional: false, rows });
  const auditor = runtime.contextFor({ id: 'auditor', name: '', grants: [{ role: 'auditor', unit: province.root }] });
  for (const { id } of sent.slice(0, 10)) await setLaneStatus(auditor, id, 'quarantined', 'thử');
}
