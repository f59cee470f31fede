import { userInfo } from 'node:os';
import { isOfProvince, ROLES } from '../lib/domain/access/policy.ts';
import type { Context } from '../lib/server/context.ts';
import { listPeople } from '../lib/server/services/people/people-list.ts';
import { createPerson, disablePerson, enablePerson, setPassword } from '../lib/server/services/people/people.ts';
import { confirmRecovery, startRecovery } from '../lib/server/services/people/recovery.ts';
import { requireSecondFactors } from '../lib/server/services/sign-in/second-factor.ts';
import { createToken } from '../lib/server/services/sign-in/tokens.ts';
import type { Arguments } from './main.ts';
import { openInstallation, operatorContext, option } from './open.ts';

/** People and API tokens from the command line; passwords are read from standard input, never from an argument. */
export async function run(args: Arguments): Promise<number> {
  const [act = '', account = ''] = args.words;
  const runtime = await openInstallation(args);
  try {
    const ctx = operatorContext(runtime);
    if (act === 'list') {
      for (const person of await listPeople(ctx)) {
        const grants = person.grants.map(({ role, unit }) => `${role}@${ctx.directory.unit(unit).code}`);
        console.log([person.account, person.name, grants.join(' '), person.disabled ? 'disabled' : ''].join('\t'));
      }
      return 0;
    }
    if (act === 'second-factor' && account === 'required') {
      await ctx.gate.run((db) => requireSecondFactors({ ...ctx, db }));
      return 0;
    }
    if (account === '') throw new Error('user: which account?');
    if (act === 'add') await add(ctx, account, args);
    else if (act === 'password') await setPassword(ctx, account, await standardInput());
    else if (act === 'disable') await disablePerson(ctx, account);
    else if (act === 'enable') await enablePerson(ctx, account);
    else if (act === 'recover') console.log(await recover(ctx, account, args));
    else if (act === 'token') console.log(await createToken(ctx, account, option(args, 'name') ?? 'cli'));
    else throw new Error(`user: unknown act ${act}`);
    return 0;
  } finally {
    await runtime.close();
  }
}

async function add(ctx: Context, account: string, args: Arguments): Promise<void> {
  const role = ROLES.find((name) => name === option(args, 'role'));
  if (!role) throw new Error(`user add: --role is one of ${ROLES.join(', ')}`);
  const code = option(args, 'unit');
  const unit = code === undefined ? ctx.directory.root() : ctx.directory.units().find((other) => other.code === code);
  if (!unit) throw new Error(`user add: no unit has the code ${code ?? ''}`);
  if (isOfProvince(role) && unit.id !== ctx.directory.root().id)
    throw new Error(`user add: ${role} is a role of the province, without --unit`);
  const grants = [{ role, unit: unit.id }];
  await createPerson(ctx, { account, name: option(args, 'name') ?? account, password: await standardInput(), grants });
}

/** Two persons: the first gets a code; the second, of another account, confirms it with a password and gets the link. */
async function recover(ctx: Context, account: string, args: Arguments): Promise<string> {
  const by = userInfo().username;
  const code = option(args, 'confirm');
  if (code === undefined) {
    const made = await startRecovery(ctx, account, by);
    return [
      `Mã / code: ${made}`,
      'Trong một giờ, người thứ hai chạy / within an hour a second person runs:',
      `  hailong user recover ${account} --confirm ${made} --by TÀI-KHOẢN-CỦA-MÌNH`
    ].join('\n');
  }
  const second = option(args, 'by');
  if (second === undefined) throw new Error('user recover --confirm: --by is the account of the second person');
  return confirmRecovery(ctx, { account, code, second, password: await standardInput(), by });
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Mật khẩu / password: ');
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0]?.trim() ?? '';
}
