import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JOB_STATUSES } from '../../src/lib/domain/job/job.ts';
import { posterChoice } from '../../src/lib/domain/organisation/poster-choice.ts';
import { NOBODY, type Context } from '../../src/lib/server/context.ts';
import {
  claimJob,
  endJob,
  finishJob,
  LEASE_MS,
  purgeJobs,
  releaseJob,
  renewJob
} from '../../src/lib/server/jobs/queue.ts';
import { startJobs } from '../../src/lib/server/jobs/runner.ts';
import { cancelJob, jobFile, listJobs } from '../../src/lib/server/services/jobs/jobs.ts';
import { setMargins } from '../../src/lib/server/services/estimate/margins.ts';
import { startPosterBatch } from '../../src/lib/server/services/links/posters.ts';
import { startRoundAnalysis } from '../../src/lib/server/services/estimate/round-analyses.ts';
import { roundAnalysisView } from '../../src/lib/server/services/estimate/round-analysis-view.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';

let runtime: TestRuntime;
let province: Province;
let admin: Context;
beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 2 });
  admin = contextOf('province_admin');
});
afterAll(() => runtime.end());

function contextOf(role: 'province_admin' | 'province_analyst' | 'unit_manager'): Context {
  const person = province.people[role];
  if (!person) throw new Error(`nobody is ${role}`);
  return runtime.contextFor(person.actor);
}

async function jobOf(id: string) {
  const job = (await listJobs(admin)).find((one) => one.id === id);
  if (!job) throw new Error('the job is listed');
  return job;
}

/** Until the job is over, as the page does that shows it. */
async function untilOver(id: string) {
  for (;;) {
    const job = await jobOf(id);
    if (job.status === 'done' || job.status === 'failed' || job.status === 'cancelled') return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('done by a server', () => {
  it('analyses a round, and hides small groups and what they could be computed from', async () => {
    await fill();
    await setMargins(
      admin,
      province.round,
      new Map([
        [
          'gender',
          new Map([
            ['f', 0.5],
            ['m', 0.5]
          ])
        ]
      ])
    );
    const id = await startRoundAnalysis(contextOf('province_analyst'), province.round);
    const runner = startJobs(runtime.context);
    expect(await untilOver(id)).toMatchObject({ status: 'done', fault: null });
    await runner.stop();
    const view = await roundAnalysisView(contextOf('province_analyst'), province.round);
    expect(view.n).toBe(60);
    expect(view.methods.map(({ id: method }) => method)).toEqual(['design', 'counter_days', 'trimmed', 'raked']);
    const gender = view.profile.find((question) => question.id === 'P.gender');
    // 30 f, 27 m, 3 who gave none: these are below the floor, so the smallest group beside them is hidden too.
    expect(gender?.parts.map((part) => [part.id, part.key?.n ?? 'hidden'])).toEqual([
      ['f', 30],
      ['m', 'hidden'],
      ['', 'hidden']
    ]);
    expect(view.methods[0]?.key.share).toBe(1);
  });

  it('draws the posters of all units into one file, which only who started it may have', async () => {
    const id = await startPosterBatch(admin, province.root, posterChoice({ language: 'vi' }));
    const runner = startJobs(runtime.context);
    expect(await untilOver(id)).toMatchObject({ status: 'done', outputs: ['posters-20.pdf'] });
    await runner.stop();
    const { body, mediaType } = await jobFile(admin, id, 'posters-20.pdf');
    expect(mediaType).toBe('application/pdf');
    expect(Buffer.from(body.subarray(0, 5)).toString()).toBe('%PDF-');
    await expect(jobFile(contextOf('unit_manager'), id, 'posters-20.pdf')).rejects.toMatchObject({
      code: 'job.not_found'
    });
    expect(await listJobs(contextOf('unit_manager'))).toEqual([]);
    await expect(listJobs(runtime.contextFor(NOBODY))).rejects.toMatchObject({ code: 'access.denied' });
  });

  it('says plainly why one failed: a round without responses', async () => {
    const empty = await aRuntime();
    const elsewhere = await aProvince(empty, { communes: 1, people: false });
    const program = empty.program();
    const id = await startRoundAnalysis(program, elsewhere.round);
    const runner = startJobs(program);
    for (let job = (await listJobs(program))[0]; job?.status !== 'failed'; job = (await listJobs(program))[0]) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await runner.stop();
    expect((await listJobs(program))[0]).toMatchObject({ id, fault: expect.stringContaining('has no responses') });
    await empty.end();
  });

  it('ends the process of a cancelled job and keeps nothing of it', async () => {
    const id = await startPosterBatch(admin, province.root, posterChoice({ language: 'en' }));
    const runner = startJobs(runtime.context);
    while ((await jobOf(id)).status === 'queued') await new Promise((resolve) => setTimeout(resolve, 10));
    await cancelJob(admin, id);
    expect(await untilOver(id)).toMatchObject({ status: 'cancelled', outputs: [] });
    await runner.stop();
  });

  it('gives its job back when it stops, and the next server does it', async () => {
    const id = await startRoundAnalysis(admin, province.round);
    const first = startJobs(runtime.context);
    while ((await jobOf(id)).status === 'queued') await new Promise((resolve) => setTimeout(resolve, 10));
    await first.stop();
    expect(['queued', 'done']).toContain((await jobOf(id)).status);
    const second = startJobs(runtime.context);
    expect(await untilOver(id)).toMatchObject({ status: 'done' });
    await second.stop();
  });
});

describe('the queue', () => {
  it('makes two impatient clicks one job', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => startRoundAnalysis(admin, province.round)));
    expect(new Set(ids).size).toBe(1);
    await cancelJob(admin, ids[0] ?? '');
  });

  it('makes two persons who ask for the same posters two jobs, each with a file of its own', async () => {
    const manager = contextOf('unit_manager');
    const unit = province.communes[0]?.id ?? '';
    const ids = await Promise.all(
      [admin, admin, manager].map((ctx) => startPosterBatch(ctx, unit, posterChoice({ language: 'vi' })))
    );
    expect(new Set(ids).size).toBe(2);
    expect((await listJobs(manager)).map(({ id }) => id)).toEqual([ids[2]]);
    for (const id of new Set(ids)) await cancelJob(admin, id);
  });

  it('gives a job to one of many servers', async () => {
    const id = await startRoundAnalysis(admin, province.round);
    const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => claimJob(admin, `server ${i}`)));
    expect(taken.filter((job) => job?.id === id)).toHaveLength(1);
    await cancelJob(admin, id);
    const [held] = taken.filter((job) => job !== null);
    if (held) await admin.gate.run((db) => endJob(db, held, { status: 'cancelled', fault: null, now: admin.now() }));
  });

  it('takes a job over from a server that fell silent, and nothing more from that one', async () => {
    const id = await startRoundAnalysis(admin, province.round);
    const lost = await claimJob(admin, 'lost');
    expect(await claimJob(admin, 'other')).toBeNull();
    const later: Context = { ...admin, now: () => Date.now() + LEASE_MS + 1 };
    const taken = await claimJob(later, 'other');
    expect([lost?.attempt, taken?.attempt]).toEqual([1, 2]);
    if (!lost || !taken) throw new Error('both were given the job');
    expect(await renewJob(admin, lost, { done: 1, total: 2 })).toBe(false);
    const nothing = { result: null, files: [] };
    expect(await finishJob(admin, lost, nothing, () => Promise.reject(new Error('kept')))).toBe(false);
    await releaseJob(admin, lost);
    expect((await jobOf(id)).status).toBe('running');
    expect(await finishJob(admin, taken, nothing, () => Promise.resolve())).toBe(true);
  });

  it('gives up a job that was interrupted three times', async () => {
    const id = await startRoundAnalysis(admin, province.round);
    for (let i = 0; i <= 3; i += 1) await claimJob({ ...admin, now: () => Date.now() + i * (LEASE_MS + 1) }, `s${i}`);
    expect(await jobOf(id)).toMatchObject({ status: 'failed', fault: 'job.interrupted' });
  });

  it('forgets jobs and their files after 30 days', async () => {
    await purgeJobs({ ...admin, now: () => Date.now() + 31 * 86_400_000 });
    expect((await listJobs(admin)).filter(({ status }) => JOB_STATUSES.slice(2).includes(status))).toEqual([]);
    expect(await admin.db.selectFrom('job_output').select('job').execute()).toEqual([]);
  });
});

async function fill(): Promise<void> {
  const link = province.communes[0]?.links[0] ?? '';
  const genders = [...Array<string>(30).fill('f'), ...Array<string>(27).fill('m'), '', '', ''];
  const sent = genders.map((gender) =>
    aResponse(province, link, { profile: gender === '' ? {} : { 'P.gender': gender } })
  );
  for (let at = 0; at < sent.length; at += 50) await submitResponses(runtime.context, sent.slice(at, at + 50));
}
