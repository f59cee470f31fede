import { spawnSync } from 'node:child_process';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { formatFor } from '../../src/lib/i18n/format.ts';
import { startJobs, type JobRunner } from '../../src/lib/server/jobs/runner.ts';
import { purgeJobs } from '../../src/lib/server/jobs/queue.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { latestJob } from '../../src/lib/server/services/jobs/jobs.ts';
import { startReport } from '../../src/lib/server/services/reports/report-job.ts';
import { listReports, reportFile } from '../../src/lib/server/services/reports/report-list.ts';
import { addDays } from '../../src/lib/domain/round/status.ts';
import { localDay } from '../../src/lib/domain/shared/time.ts';
import { createPeriod } from '../../src/lib/server/services/rounds/report-periods.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { readTable } from '../../src/lib/server/table-file/read-table.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { refused } from '../support/refused.ts';

let runtime: TestRuntime;
let province: Province;
let runner: JobRunner;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 3, counters: 1 });
  for (const [i, count] of [80, 60, 3].entries()) {
    const link = province.communes[i]?.links[0] ?? '';
    const key = province.questionnaire.document.keyItem.id;
    const answers = Array.from({ length: count }, (_, k) => {
      const sent = aResponse(province, link);
      return { ...sent, answers: { ...sent.answers, [key]: k % 5 === 0 ? 2 : 5 } };
    });
    for (const one of await submitResponses(runtime.context, answers)) expect(one.status).toBe('stored');
  }
  runner = startJobs(runtime.context);
}, 120_000);
afterAll(async () => {
  await runner?.stop();
  await runtime?.end();
});

const as = (role: Role): Context => {
  const person = province.people[role];
  if (!person) throw new Error(role);
  return runtime.contextFor(person.actor);
};

async function made(ctx: Context, unit: string, language: string, period = '') {
  const id = await startReport(ctx, { unit, round: province.round, period, language });
  for (;;) {
    const job = await latestJob(ctx, 'report', unit);
    if (job?.status === 'failed') throw new Error(job.fault ?? '');
    if (job?.id === id && job.status === 'done') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const entry = (await listReports(ctx)).find((one) => one.id === id);
  const file = async (kind: string) =>
    (await reportFile(ctx, id, entry?.files.find((name) => name.endsWith(kind)) ?? '')).body;
  return { id, entry, docx: await file('.docx'), pdf: await file('.pdf'), xlsx: await file('.xlsx') };
}

/** The words of a Word document, in order. */
function wordsOf(docx: Uint8Array): string {
  const document = strFromU8(unzipSync(docx)['word/document.xml'] ?? new Uint8Array());
  return [...document.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, text]) => text).join('\n');
}

describe('a report', () => {
  it('says the numbers that the API gives, in Word, PDF and workbook alike, and keeps the hash of them', async () => {
    const ctx = as('province_admin');
    const view = await estimateView(ctx, {
      round: province.round,
      unit: province.root,
      respondentType: null,
      filingMode: null,
      lane: null
    });
    const { entry, docx, pdf, xlsx } = await made(ctx, province.root, 'vi');
    const format = formatFor('vi');
    const text = wordsOf(docx);
    const pdfText = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf })
      .stdout.toString()
      .replace(/\s+/g, ' ');
    const told = [
      format.share(view.headline?.share ?? -1),
      format.shareInterval(view.headline?.ci ?? [0, 0]),
      format.count(view.counts?.n ?? -1),
      ...view.areas.flatMap(({ estimate }) => [
        format.share(estimate.satisfied.estimate ?? -1),
        format.meanNumber(estimate.estimate ?? -1)
      ]),
      ...(view.points?.total.estimate == null
        ? []
        : [format.points(view.points.total.estimate, view.points.total.maxPoints)])
    ];
    for (const figure of told) {
      expect(text).toContain(figure);
      expect(pdfText).toContain(figure.replaceAll('\u00a0', ' '));
    }
    // The units stand after the signature, so that what is signed is short.
    for (const words of [text, pdfText]) {
      expect(words.indexOf('Phụ lục. Các đơn vị')).toBeGreaterThan(words.indexOf('(Ký tên, đóng dấu)'));
    }
    const written = /\d+[,.]\d+/g;
    const ofReport = new Set(text.match(written));
    const ofPdf = new Set(pdfText.match(written));
    expect([...ofPdf].filter((number) => !ofReport.has(number))).toEqual([]);
    const read = await readTable(ctx.config, xlsx);
    expect(read.ok && JSON.stringify(read.table)).toContain(entry?.hash ?? 'no hash');
    expect(entry?.hash).toMatch(/^[0-9a-f]{64}$/);
    const again = await made(ctx, province.root, 'en');
    expect(again.entry?.hash).toBe(entry?.hash);
    expect(wordsOf(again.docx)).toContain('Satisfied');
  }, 60_000);

  it('of a report period names its rounds and what units still owe; of an empty one is refused', async () => {
    const ctx = as('province_admin');
    const today = localDay(ctx.now());
    const year = { name: 'Năm thử', from: addDays(today, -90), to: addDays(today, 90), due: addDays(today, 120) };
    const period = await createPeriod(ctx, year);
    const text = wordsOf((await made(ctx, province.root, 'vi', period)).docx);
    expect(text).toContain('kỳ báo cáo Năm thử');
    expect(text).toContain('0 trong 4 đơn vị đã nộp đủ');
    expect(text).toContain('số hồ sơ, báo cáo, kế hoạch');
    const old = await createPeriod(ctx, { name: 'Cũ', from: '2020-01-01', to: '2020-03-31', due: '2020-04-15' });
    const asked = { unit: province.root, round: '', period: old, language: 'vi' };
    expect(await refused(startReport(ctx, asked))).toBe('report.no_round');
    expect(await refused(startReport(ctx, { ...asked, period: 'none' }))).toBe('period.not_found');
  }, 60_000);

  it('hides in every file what the page hides', async () => {
    const ctx = as('province_analyst');
    const { docx } = await made(ctx, province.root, 'vi');
    const text = wordsOf(docx);
    expect(text).toContain('ẩn');
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.endsWith('Thử Nghiệm 3'));
    expect(lines.slice(at, at + 4)).toContain('ẩn');
    expect(lines.slice(at, at + 5).filter((line) => /^\d+$/.test(line))).toEqual([]);
  }, 60_000);

  it('is read by who made it and by who may read all of its unit; kept when other jobs are deleted', async () => {
    const [own] = province.communes;
    const manager = as('unit_manager');
    const { id, entry } = await made(as('province_admin'), own?.id ?? '', 'vi');
    expect((await listReports(manager)).map((one) => one.id)).toEqual([]);
    expect(await refused(reportFile(manager, id, entry?.files[0] ?? ''))).toBe('report.not_found');
    expect((await listReports(as('auditor'))).map((one) => one.id)).toContain(id);
    const mine = await made(manager, own?.id ?? '', 'vi');
    expect((await listReports(manager)).map((one) => one.id)).toEqual([mine.id]);
    expect(
      await refused(startReport(manager, { unit: province.root, round: province.round, period: '', language: 'vi' }))
    ).toBe('access.denied');
    // Two who ask at once get one each: what one reads may be above the other's floor.
    const asked = { unit: own?.id ?? '', round: province.round, period: '', language: 'en' };
    const [first, second] = [await startReport(as('province_admin'), asked), await startReport(manager, asked)];
    expect(second).not.toBe(first);
    await made(manager, own?.id ?? '', 'en');
    // Who read all of a unit when the report was made, and was given the unit alone since, reads it no more.
    const maker = province.people['province_admin'];
    const reduced = runtime.contextFor({
      id: maker?.actor.id ?? '',
      name: '',
      grants: [{ role: 'unit_manager', unit: own?.id ?? '' }]
    });
    expect(await refused(reportFile(reduced, id, entry?.files[0] ?? ''))).toBe('report.not_found');
    await purgeJobs({ ...runtime.program(), now: () => Date.now() + 400 * 86_400_000 });
    expect((await listReports(as('auditor'))).find((one) => one.id === id)?.files).toHaveLength(3);
  }, 60_000);
});
