import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { posterChoice } from '../../src/lib/domain/organisation/poster-choice.ts';
import { Problem } from '../../src/lib/domain/shared/problem.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { claimJob } from '../../src/lib/server/jobs/queue.ts';
import { listAudit } from '../../src/lib/server/services/audit/audit-list.ts';
import { firstBadAuditEntry } from '../../src/lib/server/services/audit/audit.ts';
import { handOver, handoverView, type Successor } from '../../src/lib/server/services/people/handover.ts';
import { acceptInvite } from '../../src/lib/server/services/people/invites.ts';
import { startJob } from '../../src/lib/server/services/jobs/jobs.ts';
import { createPerson, disablePerson, enablePerson } from '../../src/lib/server/services/people/people.ts';
import { personView } from '../../src/lib/server/services/people/people-list.ts';
import { grantRole } from '../../src/lib/server/services/people/person-access.ts';
import { startPosterBatch } from '../../src/lib/server/services/links/posters.ts';
import { actorOfSession, startSession } from '../../src/lib/server/services/sign-in/sessions.ts';
import { aProvince, aRuntime, PASSWORD, type Province, type TestRuntime } from '../support/factory.ts';

let runtime: TestRuntime;
let province: Province;
let admin: Context;
let units: readonly string[];

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 2 });
  admin = as('province_admin');
  units = province.communes.map(({ id }) => id);
});
afterAll(() => runtime?.end());

function as(role: 'province_admin' | 'auditor' | 'unit_manager'): Context {
  const person = province.people[role];
  if (!person) throw new Error(`nobody is ${role}`);
  return runtime.contextFor(person.actor);
}
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Problem ? fault.code : String(fault))
  );
const hand = async (from: string, to: Successor, movesJobs = true) =>
  handOver(admin, from, { to, movesJobs, mark: (await handoverView(admin, from)).mark });
const person = (account: string): Successor => ({ kind: 'person', account });
async function aManager(account: string): Promise<Context> {
  const grants = units.map((unit) => ({ role: 'unit_manager' as const, unit }));
  const id = await createPerson(runtime.program(), { account, name: `Ông ${account}`, password: null, grants });
  return runtime.contextFor({ id, name: account, grants });
}
const posters = (ctx: Context) => startPosterBatch(ctx, units[0] ?? '', posterChoice({ language: 'vi' }));
const jobRow = (id: string) =>
  admin.db.selectFrom('job').select(['actor', 'status', 'cancelled']).where('id', '=', id).executeTakeFirstOrThrow();

describe('a handover', () => {
  it('moves roles and jobs, ends sessions, disables, and is audited with both names, history untouched', async () => {
    const leaver = await aManager('ra.di');
    const session = await startSession(runtime.context, { id: leaver.actor.id, name: 'Ra Đi' });
    const job = await posters(leaver);
    const before = await admin.db.selectFrom('audit_event').selectAll().orderBy('position').execute();
    const view = await handoverView(admin, 'ra.di');
    expect([view.person.grants.length, view.jobs, view.person.sessions]).toEqual([2, 1, 1]);
    await grantRole(runtime.program(), { account: 'unit-viewer', role: 'unit_manager', unit: units[0] ?? '' }); // has one already
    await hand('ra.di', person('unit-viewer'));
    const successor = await personView(admin, 'unit-viewer');
    const managed = successor.grants.filter(({ role }) => role === 'unit_manager').map(({ unit }) => unit);
    expect([...managed].sort()).toEqual([...units].sort());
    expect(await personView(admin, 'ra.di')).toMatchObject({ disabled: true, grants: [], sessions: 0 });
    expect(await actorOfSession(runtime.context, session)).toBeNull();
    expect(await jobRow(job)).toEqual({ actor: successor.id, status: 'queued', cancelled: 0 });
    expect((await claimJob(admin, 'server'))?.actor).toBe(successor.id);
    const [entry] = (await listAudit(admin, { act: 'person.hand_over', person: null, from: null, to: null }, null))
      .entries;
    const told = entry?.details.map(({ key, value }) => `${key} ${value}`) ?? [];
    expect(told).toEqual(expect.arrayContaining(['person Ông ra.di', `successor ${successor.name}`, 'jobs_moved 1']));
    const after = await admin.db.selectFrom('audit_event').selectAll().orderBy('position').execute();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(await firstBadAuditEntry(admin.db)).toBeNull();
  });

  it('to somebody new gives the link by which they come in, and ends the jobs where that is wanted', async () => {
    const leaver = await aManager('nghi.huu');
    const job = await posters(leaver);
    const invite = await hand('nghi.huu', { kind: 'invite', account: 'ke.nhiem', name: 'Kế Nhiệm' }, false);
    expect(await jobRow(job)).toMatchObject({ actor: leaver.actor.id, status: 'cancelled' });
    expect((await personView(admin, 'ke.nhiem')).grants).toHaveLength(2);
    const token = invite?.url.split('/').at(-1) ?? '';
    expect(await outcome(acceptInvite(runtime.context, token, { password: PASSWORD, repeat: PASSWORD }))).toBe('done');
  });

  it('is done only as it was shown, once, to another person who is active, by who may', async () => {
    await aManager('doi.y');
    const { mark } = await handoverView(admin, 'doi.y');
    const wanted = { to: person('auditor'), movesJobs: true, mark };
    expect(await outcome(hand('doi.y', person('doi.y')))).toBe('handover.to_whom');
    expect(await outcome(hand('doi.y', person('ra.di')))).toBe('handover.to_whom');
    expect(await outcome(hand('doi.y', { kind: 'invite', account: 'auditor', name: 'X' }))).toBe(
      'person.account_taken'
    );
    expect(await outcome(handOver(as('auditor'), 'doi.y', wanted))).toBe('access.denied');
    await grantRole(admin, { account: 'doi.y', role: 'auditor', unit: province.root });
    expect(await outcome(handOver(admin, 'doi.y', wanted))).toBe('handover.shown_over');
    const again = { ...wanted, to: person('unit-viewer'), mark: (await handoverView(admin, 'doi.y')).mark };
    const both = await Promise.all([1, 2, 3].map(() => outcome(handOver(admin, 'doi.y', again))));
    expect([...both].sort()).toEqual(['done', 'handover.shown_over', 'handover.shown_over']);
  });

  it('leaves no province without an administrator who can sign in; a system administrator is none', async () => {
    const invited: Successor = { kind: 'invite', account: 'quan.tri', name: 'Quản Trị' };
    expect(await outcome(hand('province-admin', invited))).toBe('person.last_admin');
    expect(await outcome(personView(admin, 'quan.tri'))).toBe('person.not_found'); // nothing is half done
    expect(await outcome(disablePerson(admin, 'province-admin'))).toBe('person.last_admin');
    expect(await outcome(hand('province-admin', person('system-admin')))).toBe('done');
    expect((await personView(runtime.program(), 'system-admin')).grants.map(({ role }) => role)).toEqual([
      'province_admin',
      'system_admin'
    ]);
  });
});

describe('the jobs of a disabled person', () => {
  it('end with the account, those that run too, and one that slips in is never done', async () => {
    admin = runtime.program();
    const leaver = await aManager('bi.khoa');
    const waiting = await posters(leaver);
    await disablePerson(admin, 'bi.khoa');
    expect(await jobRow(waiting)).toMatchObject({ status: 'cancelled', cancelled: 1 });
    const late = await startJob(leaver, { kind: 'poster.batch', subject: units[0] ?? '', input: { late: '1' } });
    expect(await claimJob(admin, 'server')).toBeNull();
    expect(await jobRow(late)).toMatchObject({ status: 'cancelled' });
    await enablePerson(admin, 'bi.khoa');
    const running = await posters(leaver);
    expect((await claimJob(admin, 'server'))?.id).toBe(running);
    await disablePerson(admin, 'bi.khoa');
    expect(await jobRow(running)).toMatchObject({ status: 'running', cancelled: 1 });
  });
});
