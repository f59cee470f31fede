import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Problem } from '../../src/lib/domain/shared/problem.ts';
import { operatorContext } from '../../src/cli/open.ts';
import { acceptInvite } from '../../src/lib/server/services/people/invites.ts';
import { confirmRecovery, startRecovery } from '../../src/lib/server/services/people/recovery.ts';
import { factorsOf } from '../../src/lib/server/services/sign-in/second-factor.ts';
import { listAudit } from '../../src/lib/server/services/audit/audit-list.ts';
import { inSession, withApp } from '../support/authenticator-app.ts';
import { environmentOf } from '../support/database.ts';
import { aProvince, aRuntime, PASSWORD, type Province, type TestRuntime } from '../support/factory.ts';

const HOUR_MS = 3_600_000;
const ALL = { act: null, person: null, from: null, to: null };

let runtime: TestRuntime;
let province: Province;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime);
});
afterAll(() => runtime?.end());

const operator = () => operatorContext(runtime);
const sent = (code: string, second = 'auditor') => ({
  ...{ account: 'province-admin', code, second },
  ...{ password: PASSWORD, by: 'root' }
});
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Problem ? fault.code : String(fault))
  );

it('needs a second person of the province, the code within an hour, and the password', async () => {
  const code = await startRecovery(operator(), 'province-admin', 'root');
  expect(await outcome(confirmRecovery(operator(), sent(code, 'province-admin')))).toBe('recover.other_person');
  expect(await outcome(confirmRecovery(operator(), sent(code, 'unit-manager')))).toBe('recover.other_person');
  expect(await outcome(confirmRecovery(operator(), sent(code, 'system-admin')))).toBe('recover.other_person');
  expect(await outcome(confirmRecovery(operator(), sent('AAAA-BBBB-CCCC')))).toBe('recover.code_wrong');
  expect(await outcome(confirmRecovery(operator(), { ...sent(code), account: 'province-analyst' }))).toBe(
    'recover.code_wrong'
  );
  expect(await outcome(confirmRecovery(operator(), { ...sent(code), password: 'không phải' }))).toBe('sign_in.failed');
  const later = { ...operator(), now: () => Date.now() + HOUR_MS + 1 };
  expect(await outcome(confirmRecovery(later, sent(code)))).toBe('recover.code_wrong');
  const all = await Promise.all(Array.from({ length: 4 }, () => outcome(confirmRecovery(operator(), sent(code)))));
  expect(all.sort()).toEqual(['done', 'recover.code_wrong', 'recover.code_wrong', 'recover.code_wrong']);
});

it('gives a link that sets the password, takes the second factors away, and works once; all is audited', async () => {
  const { id = '' } = province.people.province_admin ?? {};
  await withApp(await inSession(runtime.context, { id, name: 'province-admin' }), 'province-admin');
  const run = async (words: readonly string[], input = '') => {
    const { dataDir } = runtime.config;
    const env = { ...process.env, HAILONG_DATA: dataDir, ...environmentOf(dataDir) };
    const command = ['bin/hailong.mjs', 'user', 'recover', 'province-admin', ...words];
    const running = promisify(execFile)(process.execPath, command, { env });
    running.child.stdin?.end(input);
    return (await running).stdout;
  };
  const code = /code: (\S+)/.exec(await run([]))?.[1] ?? '';
  const url = await run(['--confirm', code, '--by', 'auditor'], `${PASSWORD}\n`);
  const token = /\/invite\/(\S+)/.exec(url)?.[1] ?? '';
  const passwords = { password: 'một câu dài khác hẳn', repeat: 'một câu dài khác hẳn' };
  const { session } = await acceptInvite(runtime.context, token, passwords);
  expect(session).not.toBeNull();
  expect(await factorsOf(runtime.context.db, id)).toEqual({ totp: false, passkeys: 0, codesLeft: 0 });
  expect(await outcome(acceptInvite(runtime.context, token, passwords))).toBe('invite.over');
  const { entries } = await listAudit(operator(), ALL, null);
  const [set, confirmed, started] = entries.filter(({ act }) => /^recover|set_password/.test(act));
  expect([started?.act, started?.actor]).toEqual(['recover.start', 'operator']);
  expect([confirmed?.act, confirmed?.actorName]).toEqual(['recover.confirm', 'auditor']);
  expect([set?.act, set?.actorName]).toEqual(['person.set_password', 'province-admin']);
});
