import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../src/lib/domain/shared/problem.ts';
import { NOBODY, type Context } from '../../src/lib/server/context.ts';
import { changeOwnPassword } from '../../src/lib/server/services/people/own-account.ts';
import { disablePerson, enablePerson, setPassword } from '../../src/lib/server/services/people/people.ts';
import { renewRecoveryCodes, useRecoveryCode } from '../../src/lib/server/services/sign-in/recovery-codes.ts';
import { requireSecondFactors } from '../../src/lib/server/services/sign-in/second-factor.ts';
import { finishSecondStep } from '../../src/lib/server/services/sign-in/second-step.ts';
import { actorOfSession } from '../../src/lib/server/services/sign-in/sessions.ts';
import { signIn } from '../../src/lib/server/services/sign-in/sign-in.ts';
import { confirmTotp, removeTotp, startTotp, useTotp } from '../../src/lib/server/services/sign-in/totp.ts';
import { codeAt, inSession, withApp } from '../support/authenticator-app.ts';
import { aBrowser } from '../support/browser-session.ts';
import { aProvince, aRuntime, PASSWORD, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp } from '../support/server.ts';
import { sessionOf, stepOf } from '../support/signed-in.ts';

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;

let runtime: TestRuntime;
let province: Province;
let now = 0;
let ctx: Context;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime);
  now = Date.now();
  ctx = { ...runtime.context, now: () => now };
});
afterAll(() => runtime?.end());

const person = (role: 'province_admin' | 'auditor' | 'unit_manager' | 'unit_viewer' | 'province_analyst') => {
  const { id = '', account = '' } = province.people[role] ?? {};
  return { id, name: account, account };
};
const byPassword = (account: string) =>
  signIn(ctx, { account, password: PASSWORD, device: undefined, oldToken: undefined });
const finish = (step: string, code: string) => finishSecondStep(ctx, { step, code, oldToken: undefined });
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'in',
    (fault: unknown) => (fault instanceof Problem ? fault.code : String(fault))
  );

describe('an authenticator app', () => {
  it('is stored once a code of it is right, sealed, with ten recovery codes that are stored as hashes', async () => {
    const admin = await inSession(ctx, person('province_admin'));
    const { secret, sealed } = startTotp(admin, 'province-admin');
    expect(await outcome(confirmTotp(admin, sealed, '000000'))).toBe('sign_in.code_wrong');
    expect(await ctx.db.selectFrom('totp').selectAll().execute()).toEqual([]);
    const codes = await confirmTotp(admin, sealed, codeAt(secret, now));
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    const stored = JSON.stringify([
      await ctx.db.selectFrom('totp').selectAll().execute(),
      await ctx.db.selectFrom('recovery_code').selectAll().execute()
    ]);
    for (const told of [secret, ...codes]) expect(stored).not.toContain(told);
  });

  it('is asked for after the password; its code works once, and the step ends once', async () => {
    const viewer = await inSession(ctx, person('unit_viewer'));
    const { secret } = await withApp(viewer, 'unit-viewer');
    const step = stepOf(await byPassword('unit-viewer'));
    expect(await outcome(finish(step, codeAt(secret, now)))).toBe('sign_in.code_wrong'); // used by the enrolment
    now += STEP_MS;
    const code = codeAt(secret, now);
    const { token } = await finish(step, code);
    expect((await actorOfSession(ctx, token))?.name).toBe('unit-viewer');
    expect(await outcome(finish(stepOf(await byPassword('unit-viewer')), code))).toBe('sign_in.code_wrong');
    now += STEP_MS;
    expect(await outcome(finish(step, codeAt(secret, now)))).toBe('sign_in.step_over');
  });

  it('lets one of a hundred parallel uses of a code win, and one of a hundred ends of a step', async () => {
    const analyst = await inSession(ctx, person('province_analyst'));
    const { secret } = await withApp(analyst, 'province-analyst');
    now += STEP_MS;
    const code = codeAt(secret, now);
    const uses = await Promise.all(
      Array.from({ length: 100 }, () => ctx.gate.run((db) => useTotp({ ...ctx, db }, analyst.actor.id, code)))
    );
    expect(uses.filter(Boolean)).toHaveLength(1);
    now += STEP_MS;
    const step = stepOf(await byPassword('province-analyst'));
    const ends = await Promise.all(Array.from({ length: 100 }, () => outcome(finish(step, codeAt(secret, now)))));
    expect(ends.filter((end) => end === 'in')).toHaveLength(1);
  });

  it('takes the step before and after, and no other', async () => {
    const manager = await inSession(ctx, person('unit_manager'));
    const { secret } = await withApp(manager, 'unit-manager');
    now += 10 * STEP_MS;
    const use = (at: number) => ctx.gate.run((db) => useTotp({ ...ctx, db }, manager.actor.id, codeAt(secret, at)));
    expect(await use(now - 2 * STEP_MS)).toBe(false);
    expect(await use(now + 2 * STEP_MS)).toBe(false);
    expect(await use(now - STEP_MS)).toBe(true);
    expect(await use(now + STEP_MS)).toBe(true);
    expect(await use(now)).toBe(false); // before one that was used
  });

  it('slows down who guesses its codes', async () => {
    const step = stepOf(await byPassword('unit-manager'));
    const codes = [];
    for (let i = 0; i < 7; i += 1) codes.push(await outcome(finish(step, String(100_000 + i))));
    expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'sign_in.code_wrong'));
    expect(codes.slice(5)).toEqual(['sign_in.slow_down', 'sign_in.slow_down']);
  });
});

describe('a recovery code', () => {
  it('works once, of a hundred parallel uses too, however it is typed', async () => {
    const auditor = await inSession(ctx, person('auditor'));
    const { codes } = await withApp(auditor, 'auditor');
    const [first = '', second = ''] = codes;
    const uses = await Promise.all(
      Array.from({ length: 100 }, () => ctx.gate.run((db) => useRecoveryCode({ ...ctx, db }, auditor.actor.id, first)))
    );
    expect(uses.filter(Boolean)).toHaveLength(1);
    const typed = second.toLowerCase().replaceAll('-', ' ');
    expect(await outcome(finish(stepOf(await byPassword('auditor')), typed))).toBe('in');
    expect(await outcome(finish(stepOf(await byPassword('auditor')), second))).toBe('sign_in.code_wrong');
  });

  it('ends when new ones are made', async () => {
    const auditor = await inSession(ctx, person('auditor'));
    const [old = ''] = await renewRecoveryCodes(auditor);
    const [fresh = ''] = await renewRecoveryCodes(auditor);
    expect(await outcome(finish(stepOf(await byPassword('auditor')), old))).toBe('sign_in.code_wrong');
    expect(await outcome(finish(stepOf(await byPassword('auditor')), fresh))).toBe('in');
  });
});

describe('a step begun', () => {
  it('is over after ten minutes, a change of the password, or when the person is disabled', async () => {
    const auditor = await inSession(ctx, person('auditor'));
    const [a = '', b = '', c = ''] = await renewRecoveryCodes(auditor);
    const late = stepOf(await byPassword('auditor'));
    now += 11 * MINUTE_MS;
    expect(await outcome(finish(late, a))).toBe('sign_in.step_over');
    const disabled = stepOf(await byPassword('auditor'));
    await disablePerson(runtime.program(), 'auditor');
    expect(await outcome(finish(disabled, b))).toBe('sign_in.step_over');
    await enablePerson(runtime.program(), 'auditor');
    const changed = stepOf(await byPassword('auditor'));
    await setPassword(runtime.program(), 'auditor', 'một câu dài khác hẳn');
    expect(await outcome(finish(changed, c))).toBe('sign_in.step_over');
    expect(await outcome(finish('made-up', c))).toBe('sign_in.step_over');
  });
});

describe('one’s own factors', () => {
  it('change in the first fifteen minutes of a session only', async () => {
    const admin = await inSession(ctx, person('province_admin'));
    now += 16 * MINUTE_MS;
    expect(await outcome(removeTotp(admin))).toBe('access.sign_in_again');
    expect(await outcome(renewRecoveryCodes(admin))).toBe('access.sign_in_again');
    const change = {
      current: PASSWORD,
      password: 'ba bốn năm sáu bảy',
      repeat: 'ba bốn năm sáu bảy',
      device: undefined
    };
    const token = await changeOwnPassword(admin, change);
    const changed = { ...ctx, actor: (await actorOfSession(ctx, token)) ?? NOBODY };
    expect(await outcome(renewRecoveryCodes(changed))).toBe('access.sign_in_again');
    await setPassword(runtime.program(), 'province-admin', PASSWORD);
    const again = await inSession(ctx, person('province_admin'));
    expect(await outcome(removeTotp(again))).toBe('in');
    expect(sessionOf(await byPassword('province-admin')).token).toMatch(/^[\w-]{43}$/);
  });
});

describe('an installation that asks for a second factor', () => {
  it('leads who manages to the enrolment before any other page, and nobody else', async () => {
    await runtime.context.gate.run((db) => requireSecondFactors({ ...runtime.program(), db }));
    const app = await startApp({ dataDir: runtime.config.dataDir });
    try {
      const admin = aBrowser(app.origin);
      await admin.post('/login', { account: 'province-admin', password: PASSWORD });
      for (const path of ['/admin', '/admin/links', '/admin/people', '/admin/audit', '/admin/account']) {
        const reply = await admin.get(path);
        expect([path, reply.status, reply.headers.get('location')]).toEqual([
          path,
          303,
          '/admin/account/second-factor'
        ]);
      }
      const export_ = await admin.post('/admin/audit/export', {});
      expect(export_.headers.get('location')).toBe('/admin/account/second-factor');
      expect((await admin.get('/api/v1/rounds')).status).toBe(403);
      const page = await (await admin.get('/admin/account/second-factor')).text();
      const sealed = /name="sealed" value="([^"]+)"/.exec(page)?.[1] ?? '';
      const secret = /class="code secret[^>]*>([A-Z2-7 ]+)</.exec(page)?.[1] ?? '';
      const code = codeAt(secret, Date.now());
      const enrolled = await admin.post('/admin/account/second-factor', { sealed, code });
      expect(await enrolled.text()).toContain('Mười mã dự phòng');
      expect((await admin.get('/admin')).status).toBe(200);
      const other = aBrowser(app.origin);
      const step = await other.post('/login?next=/admin/links', { account: 'province-admin', password: PASSWORD });
      expect(step.headers.get('location')).toBe('/login/step?next=%2Fadmin%2Flinks');
      expect(other.cookies.has('hailong')).toBe(false);
      expect((await other.get('/admin')).headers.get('location')).toMatch(/^\/login/);
    } finally {
      await app.stop();
    }
  });
});
