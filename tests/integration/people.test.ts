import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../src/lib/domain/shared/problem.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { firstBadAuditEntry } from '../../src/lib/server/services/audit/audit.ts';
import { acceptInvite, inviteAgain, invitePerson, openInvite } from '../../src/lib/server/services/people/invites.ts';
import {
  changeOwnPassword,
  ownAccount,
  revokeOtherSessions,
  revokeSession
} from '../../src/lib/server/services/people/own-account.ts';
import { removePasskey } from '../../src/lib/server/services/sign-in/passkeys.ts';
import { createPerson, disablePerson } from '../../src/lib/server/services/people/people.ts';
import { findPeople } from '../../src/lib/server/services/people/people-list.ts';
import {
  endSessionsOf,
  grantRole,
  resetFactorsOf,
  revokeRole
} from '../../src/lib/server/services/people/person-access.ts';
import { actorOfSession, startSession } from '../../src/lib/server/services/sign-in/sessions.ts';
import { signIn } from '../../src/lib/server/services/sign-in/sign-in.ts';
import { inSession, withApp } from '../support/authenticator-app.ts';
import { aProvince, aRuntime, PASSWORD, type Province, type TestRuntime } from '../support/factory.ts';
import { sessionOf, stepOf } from '../support/signed-in.ts';

const DAY_MS = 86_400_000;
const NEW_PASSWORD = 'một câu dài khác hẳn';

let runtime: TestRuntime;
let province: Province;
let admin: Context;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime);
  admin = await inSession(runtime.context, personOf('province_admin'));
});
afterAll(() => runtime?.end());

function personOf(role: 'province_admin' | 'auditor' | 'unit_viewer' | 'unit_manager') {
  const { id = '', account = '' } = province.people[role] ?? {};
  return { id, name: account };
}
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Problem ? fault.code : String(fault))
  );
const tokenIn = (url: string) => url.split('/').at(-1) ?? '';
const asked = (q: string) => ({ q, sort: 'name' as const, after: null });
const passwords = { password: NEW_PASSWORD, repeat: NEW_PASSWORD };
const byPassword = (account: string, password: string) =>
  signIn(runtime.context, { account, password, device: undefined, oldToken: undefined });

describe('an invitation', () => {
  it('makes a person who chooses the password by a link that works once', async () => {
    const sent = { account: 'lan.tran', name: 'Trần Thị Lan', role: 'unit_viewer', unit: province.root };
    const { url } = await invitePerson(admin, sent);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/invite\/[\w-]{43}$/);
    expect(await outcome(byPassword('lan.tran', ''))).toBe('sign_in.failed');
    expect(await openInvite(runtime.context, tokenIn(url))).toEqual({ name: 'Trần Thị Lan', account: 'lan.tran' });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => outcome(acceptInvite(runtime.context, tokenIn(url), passwords)))
    );
    expect(all.filter((one) => one === 'done')).toHaveLength(1);
    expect(all.filter((one) => one === 'invite.over')).toHaveLength(19);
    expect(sessionOf(await byPassword('lan.tran', NEW_PASSWORD)).token).toMatch(/^[\w-]{43}$/);
  });

  it('is stored as a hash, ends after seven days and by the next one', async () => {
    const sent = { account: 'minh.vu', name: 'Vũ Minh', role: 'auditor', unit: province.root };
    const first = tokenIn((await invitePerson(admin, sent)).url);
    expect(JSON.stringify(await admin.db.selectFrom('one_use_link').selectAll().execute())).not.toContain(first);
    const week = { ...runtime.context, now: () => Date.now() + 7 * DAY_MS + 1 };
    expect(await outcome(acceptInvite(week, first, passwords))).toBe('invite.over');
    const second = tokenIn((await inviteAgain(admin, 'minh.vu')).url);
    expect(await outcome(acceptInvite(runtime.context, first, passwords))).toBe('invite.over');
    expect(
      await outcome(acceptInvite(runtime.context, second, { password: 'matkhau123456', repeat: 'matkhau123456' }))
    ).toBe('password.weak');
    expect(await outcome(acceptInvite(runtime.context, second, { ...passwords, repeat: 'khác' }))).toBe(
      'password.mismatch'
    );
    expect(await outcome(acceptInvite(runtime.context, second, passwords))).toBe('done');
  });

  it('for a lost password ends the sessions, and leaves the second factor to be asked for', async () => {
    const viewer = await inSession(runtime.context, personOf('unit_viewer'));
    await withApp(viewer, 'unit-viewer');
    const { url } = await inviteAgain(admin, 'unit-viewer');
    const { session } = await acceptInvite(runtime.context, tokenIn(url), passwords);
    expect(session).toBeNull();
    expect((await ownAccount(viewer)).sessions).toEqual([]);
    expect(stepOf(await byPassword('unit-viewer', NEW_PASSWORD))).toBeTruthy();
    await resetFactorsOf(admin, 'unit-viewer');
    expect(sessionOf(await byPassword('unit-viewer', NEW_PASSWORD)).token).toBeTruthy();
  });

  it('notes the agency: the one that was chosen, else the unit of the role, never the whole province', async () => {
    const unit = province.communes[0]?.id ?? '';
    const sent = { name: 'Cơ Quan', role: 'unit_viewer', unit };
    await invitePerson(admin, { ...sent, account: 'co.quan.1' });
    await invitePerson(admin, { ...sent, account: 'co.quan.2', unit: province.root });
    await invitePerson(admin, { ...sent, account: 'co.quan.3', unit: province.root, agency: province.department.id });
    const { rows } = await findPeople(admin, asked('co.quan'));
    const byAccount = rows.toSorted((a, b) => (a.account < b.account ? -1 : 1));
    expect(byAccount.map(({ agency }) => agency)).toEqual([unit, null, province.department.id]);
    expect(await outcome(invitePerson(admin, { ...sent, account: 'co.quan.4', agency: 'none' }))).toBe(
      'unit.not_found'
    );
  });

  it('refuses an unknown role, unit, taken account, and who may not invite', async () => {
    const sent = { account: 'moi.nguoi', name: 'Người Mới', role: 'unit_viewer', unit: province.root };
    expect(await outcome(invitePerson(admin, { ...sent, role: 'king' }))).toBe('person.role_unknown');
    expect(await outcome(invitePerson(admin, { ...sent, unit: 'none' }))).toBe('unit.not_found');
    expect(await outcome(invitePerson(admin, { ...sent, account: 'auditor' }))).toBe('person.account_taken');
    expect(await outcome(invitePerson(admin, { ...sent, account: 'Hai Chữ' }))).toBe('person.account_malformed');
    const auditor = await inSession(runtime.context, personOf('auditor'));
    for (const work of [
      invitePerson(auditor, sent),
      inviteAgain(auditor, 'unit-viewer'),
      grantRole(auditor, { account: 'auditor', role: 'province_admin', unit: province.root }),
      disablePerson(auditor, 'province-admin'),
      findPeople(auditor, asked(''))
    ]) {
      expect(await outcome(work)).toBe('access.denied');
    }
  });
});

describe('the last administrator', () => {
  const asAdmin = { role: 'province_admin', unit: '' };

  it('can be neither disabled nor lose the role; an invited one who cannot sign in yet does not count', async () => {
    const role = { ...asAdmin, unit: province.root };
    expect(await outcome(disablePerson(admin, 'province-admin'))).toBe('person.last_admin');
    expect(await outcome(revokeRole(admin, { account: 'province-admin', ...role }))).toBe('person.last_admin');
    await invitePerson(admin, { account: 'chua.vao', name: 'Chưa Vào', ...role });
    expect(await outcome(disablePerson(admin, 'province-admin'))).toBe('person.last_admin');
    await grantRole(admin, { account: 'auditor', ...role });
    expect(await outcome(revokeRole(admin, { account: 'province-admin', ...role }))).toBe('done');
    expect(await outcome(disablePerson(runtime.program(), 'auditor'))).toBe('person.last_admin');
    await grantRole(runtime.program(), { account: 'province-admin', ...role });
    await revokeRole(admin, { account: 'auditor', ...role });
  });

  it('keeps the passkey that is all they sign in with', async () => {
    const alone = await aRuntime();
    const { people } = await aProvince(alone, { communes: 1 });
    const { id = '', account = '' } = people['province_admin'] ?? {};
    const own = await inSession(alone.context, { id, name: account });
    await alone.context.gate.run(async (db) => {
      const row = { id: 'key', person: id, name: 'khóa', public_key: '', counter: 0, created_at: 0, used_at: null };
      await db.insertInto('passkey').values(row).execute();
      await db.updateTable('person').set({ password_hash: null }).where('id', '=', id).execute();
    });
    expect(await outcome(removePasskey(own, 'key'))).toBe('person.last_admin');
    expect(await outcome(resetFactorsOf(own, account))).toBe('person.last_admin');
    await alone.end();
  });

  it('is what one of two stays who remove each other at once', async () => {
    const grants = [{ role: 'province_admin', unit: province.root }] as const;
    const id = await createPerson(runtime.program(), {
      account: 'second',
      name: 'Thứ Hai',
      password: PASSWORD,
      grants
    });
    const second = await inSession(runtime.context, { id, name: 'Thứ Hai' });
    for (let i = 0; i < 10; i += 1) {
      const both = await Promise.all([
        outcome(disablePerson(admin, 'second')),
        outcome(revokeRole(second, { account: 'province-admin', role: 'province_admin', unit: province.root }))
      ]);
      expect(both.filter((one) => one === 'done')).toHaveLength(1);
      await runtime.context.gate.run((db) => db.updateTable('person').set({ disabled: 0 }).execute());
      await grantRole(runtime.program(), { account: 'province-admin', role: 'province_admin', unit: province.root });
    }
    expect(await firstBadAuditEntry(runtime.context.db)).toBeNull();
  });
});

describe('sessions', () => {
  it('are listed for their owner, without an address, and end one by one, all others, or by an administrator', async () => {
    const who = personOf('unit_manager');
    const tokens = [await startSession(runtime.context, who), await startSession(runtime.context, who)];
    const own = await inSession(runtime.context, who);
    const { sessions } = await ownAccount(own);
    expect(sessions.map((one) => Object.keys(one).sort())).toEqual(
      Array.from({ length: 3 }, () => ['id', 'isThis', 'seenAt', 'startedAt'])
    );
    expect(sessions.filter(({ isThis }) => isThis)).toHaveLength(1);
    const other = sessions.find(({ isThis }) => !isThis)?.id ?? '';
    const stranger = await inSession(runtime.context, personOf('auditor'));
    expect(await outcome(revokeSession(stranger, other))).toBe('session.not_found');
    await revokeSession(own, other);
    expect((await ownAccount(own)).sessions).toHaveLength(2);
    await revokeOtherSessions(own);
    expect((await ownAccount(own)).sessions.map(({ isThis }) => isThis)).toEqual([true]);
    for (const token of tokens) expect(await actorOfSession(runtime.context, token)).toBeNull();
    const open = await startSession(runtime.context, who);
    await endSessionsOf(admin, 'unit-manager');
    expect(await actorOfSession(runtime.context, open)).toBeNull();
  });

  it('all end by a change of the password, as do links to set one, and this browser gets a new one', async () => {
    const who = personOf('unit_manager');
    const elsewhere = await startSession(runtime.context, who);
    const own = await inSession(runtime.context, who);
    const change = { current: PASSWORD, ...passwords, device: undefined };
    expect(await outcome(changeOwnPassword(own, { ...change, current: 'không phải' }))).toBe('sign_in.failed');
    const link = await inviteAgain(admin, 'unit-manager');
    const token = await changeOwnPassword(own, change);
    expect(await outcome(openInvite(runtime.context, tokenIn(link.url)))).toBe('invite.over');
    expect(await actorOfSession(runtime.context, elsewhere)).toBeNull();
    expect((await ownAccount(own)).sessions).toHaveLength(1);
    expect((await actorOfSession(runtime.context, token))?.session?.id).not.toBe(own.actor.session?.id);
  });
});

describe('the list of people', () => {
  it('finds by name and account, with or without marks', async () => {
    for (const text of ['tran thi', 'Trần Thị', 'LAN.TRAN']) {
      const { rows } = await findPeople(admin, asked(text));
      expect(rows.map(({ account }) => account)).toEqual(['lan.tran']);
    }
    expect((await findPeople(admin, asked('không ai'))).rows).toEqual([]);
  });
});
