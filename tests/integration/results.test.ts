import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { addDays } from '../../src/lib/domain/round/status.ts';
import { localDay, startOfLocalDay } from '../../src/lib/domain/shared/time.ts';
import { NOBODY, type Context } from '../../src/lib/server/context.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { correctionLog } from '../../src/lib/server/services/results/corrections.ts';
import { publicationOf } from '../../src/lib/server/services/results/preview.ts';
import { publicResults, publicRoundOf } from '../../src/lib/server/services/results/public-results.ts';
import { savePublisher } from '../../src/lib/server/services/results/publisher.ts';
import { REPLY_MAX, replyToResults } from '../../src/lib/server/services/results/replies.ts';
import { translator } from '../../src/lib/i18n/index.ts';
import { wallSheets } from '../../src/lib/server/services/results/wall-sheets.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { scorecardsOf } from '../../src/lib/server/services/rounds/scorecards.ts';
import { setLaneStatus } from '../../src/lib/server/services/submit/review.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { refused } from '../support/refused.ts';
import { startApp, type AppServer } from '../support/server.ts';

const SENT = [60, 40, 25, 7, 0];
let runtime: TestRuntime;
let province: Province;
let app: AppServer;
let closedOn: string;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: SENT.length, counters: 1 });
  for (const [i, count] of SENT.entries()) {
    const link = province.communes[i]?.links[0] ?? '';
    const answers = Array.from({ length: count }, (_, k) => answer(link, (k + i) % 4 === 0 ? 2 : 5));
    for (const one of await submitResponses(runtime.context, answers)) expect(one.status).toBe('stored');
  }
  await closeRound(runtime.program(), province.round);
  closedOn = localDay(Date.now());
  app = await startApp({ dataDir: runtime.config.dataDir });
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await runtime?.end();
});

function answer(link: string, overall: number) {
  const sent = aResponse(province, link);
  return { ...sent, answers: { ...sent.answers, [province.questionnaire.document.keyItem.id]: overall } };
}

const as = (role: Role): Context => {
  const person = province.people[role];
  if (!person) throw new Error(role);
  return runtime.contextFor(person.actor);
};
const on = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: () => startOfLocalDay(addDays(closedOn, days)) + 60_000
});
const visitor = (days: number) => on(runtime.contextFor(NOBODY), days);

describe('results of a closed round', () => {
  it('are public after five working days, to nobody before, and late where they were promised earlier', async () => {
    const { round } = province;
    expect((await publicRoundOf(visitor(1), round)).standing.kind).toBe('preview');
    expect(await refused(publicResults(visitor(1), round, 1))).toBe('results.not_public');
    expect(await refused(publicResults(visitor(9), round, 2))).toBe('results.not_public');
    const { publication, supersededBy } = await publicResults(visitor(9), round, 1);
    expect([publication.version, supersededBy]).toEqual([1, null]);
    expect((await fetch(`${app.origin}/results/${round}/v1`)).status).toBe(404);
    for (const path of ['/results/a%00b/v1', '/admin/plan/a%00b', '/admin/reports/%00/a'])
      expect((await fetch(`${app.origin}${path}`, { redirect: 'manual' })).status).toBe(404);
  });

  it('show the figures of the estimate path, and nothing of a small unit or of the one that would give it away', async () => {
    const { publication } = await publicResults(visitor(9), province.round, 1);
    const { whole, units, byEvidence } = publication.document;
    const view = await estimateView(as('province_analyst'), {
      round: province.round,
      unit: province.root,
      respondentType: null,
      filingMode: null,
      lane: null
    });
    expect([whole.n, whole.share, whole.ci]).toEqual([132, view.headline?.share, view.headline?.ci]);
    expect(byEvidence.map(({ id, n }) => [id, n])).toEqual([['C', 132]]);
    const told = new Map(units.map(({ id, n, share, areas }) => [id, { n, share, areas: areas.length }]));
    const shown = province.communes.map(({ id }) => told.get(id)?.n ?? null);
    expect(shown).toEqual([60, 40, null, null, null]); // 25 goes with 7, and nobody looks like both
    for (const { id } of province.communes.slice(2)) expect(told.get(id)).toEqual({ n: null, share: null, areas: 0 });
    expect(publication.document.units.map(({ code }) => code)).toEqual([...units.map(({ code }) => code)].sort());
  });

  it('freeze each unit’s own figures in the scorecard', async () => {
    const ctx = as('province_analyst');
    const [card] = await scorecardsOf(ctx, province.round);
    for (const { id } of province.communes.slice(0, 2)) {
      const view = await estimateView(ctx, {
        round: province.round,
        unit: id,
        respondentType: null,
        filingMode: null,
        lane: null
      });
      const row = card?.document.units.find(({ unit }) => unit === id);
      expect([row?.n, row?.share]).toEqual([view.counts?.n, view.headline?.share]);
    }
  });

  it('take the words of a unit until they are public, and delay for nobody', async () => {
    const manager = as('unit_manager');
    const [own, other] = province.communes;
    const say = (ctx: Context, unit: string, text: string) =>
      replyToResults(ctx, { round: province.round, version: 1, unit, text });
    const preview = await publicationOf(on(manager, 1), province.round);
    expect(preview.versions[0]?.units.map(({ figures, mayReply }) => [figures.id, mayReply])).toEqual([
      [own?.id, true]
    ]);
    expect(await refused(say(on(manager, 1), other?.id ?? '', 'x'))).toBe('access.denied');
    expect(await refused(say(on(manager, 1), own?.id ?? '', 'x'.repeat(REPLY_MAX + 1)))).toBe('results.reply');
    for (const text of ['a\u0000b', 'a\u202eb', '\u2067a'])
      expect(await refused(say(on(manager, 1), own?.id ?? '', text))).toBe('results.reply');
    await say(on(manager, 1), own?.id ?? '', 'Tháng 7 mạng hỏng ba ngày.');
    await say(on(manager, 2), own?.id ?? '', 'Tháng 7 mạng hỏng bốn ngày.');
    expect(await refused(say(on(manager, 9), own?.id ?? '', 'muộn'))).toBe('results.public');
    const after = await publicationOf(on(as('province_admin'), 9), province.round);
    const words = after.versions[0]?.units.flatMap(({ reply }) => reply?.text ?? []);
    expect(words).toEqual(['Tháng 7 mạng hỏng bốn ngày.']);
  });

  it('name who publishes, and refuse what could break out of a header', async () => {
    const sent = {
      agency: 'Sở Nội vụ',
      contact: '0205…',
      payer: 'Ngân sách tỉnh',
      embedOrigins: 'https://langson.gov.vn'
    };
    expect(await refused(savePublisher(as('province_analyst'), sent))).toBe('access.denied');
    const wrong = [
      'http://langson.gov.vn',
      'https://a.vn;script-src *',
      '*',
      'https://a.vn/x',
      'https://..',
      'https://-.vn'
    ];
    wrong.push('https://a.vn:0', `https://${'a'.repeat(5_000)}`, `https://${'a.'.repeat(60)}vn`);
    for (const embedOrigins of wrong)
      expect(await refused(savePublisher(as('province_admin'), { ...sent, embedOrigins }))).toBe('publisher.origin');
    await savePublisher(as('province_admin'), sent);
  });
});

describe('a correction', () => {
  const reclose = async (ctx: Context) => {
    await runtime.context.gate.run((db) =>
      db.updateTable('round').set({ status: 'closing' }).where('id', '=', province.round).execute()
    );
    await runtime.context.directory.reload();
    return ctx;
  };
  const quarantine = async (count: number) => {
    const ids = await runtime.context.db
      .selectFrom('response')
      .select('id')
      .where('round', '=', province.round)
      .where('unit', '=', province.communes[0]?.id ?? '')
      .where('lane', '=', 'qr/C/counted')
      .limit(count)
      .execute();
    for (const { id } of ids) await setLaneStatus(as('auditor'), id, 'quarantined', 'phiếu giả');
  };

  it('of fewer answers than the floor leaves the published figures; a larger one is told with what it changed', async () => {
    await reclose(as('province_admin'));
    await quarantine(3);
    await closeRound(runtime.program(), province.round);
    const small = await publicResults(visitor(9), province.round, 2);
    expect([small.publication.document.keptFrom, small.publication.document.whole.n]).toEqual([1, 132]);

    await reclose(as('province_admin'));
    await quarantine(10);
    await closeRound(runtime.program(), province.round);
    const { round, publication } = await publicResults(visitor(9), province.round, 3);
    expect([publication.document.keptFrom, publication.document.whole.n]).toEqual([null, 119]);
    const log = await correctionLog(visitor(9), round);
    const first = province.communes[0]?.id;
    expect(log.map(({ version, changes }) => [version, changes?.map(({ unit }) => unit) ?? null])).toEqual([
      [3, [province.root, first]],
      [2, []],
      [1, null]
    ]);
    const old = await publicResults(visitor(9), province.round, 1);
    expect([old.publication.document.whole.n, old.supersededBy]).toEqual([132, 3]);
  });
});

it('prints a sheet for the wall of each counter from what is public, and from nothing else', async () => {
  const [own] = province.communes;
  const manager = as('unit_manager');
  const said = { t: translator('vi'), language: 'vi' } as const;
  const of = { round: province.round, unit: own?.id ?? '' };
  expect(await refused(wallSheets(on(manager, 0), of, said))).toBe('results.not_public');
  expect(await refused(wallSheets(on(manager, 9), { ...of, unit: province.communes[1]?.id ?? '' }, said))).toBe(
    'access.denied'
  );
  const file = await wallSheets(on(manager, 9), of, said);
  const pages = new PassThrough();
  const whole = buffer(pages);
  await file.write(pages);
  const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: await whole }).stdout.toString();
  expect(text).toContain('Quầy 1');
  expect(text).toContain('không phải PAR INDEX');
});
