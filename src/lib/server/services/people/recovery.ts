import { DAY_MS } from '../../../domain/shared/time.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { inviteUrl } from './invites.ts';
import { endOneUse, LINKS_TO_A_PASSWORD, makeOneUse, useOneUse } from '../sign-in/one-use.ts';
import { checkPassword } from '../sign-in/password-check.ts';
import { personOf } from './person-access.ts';
import { newCode, plainCode } from '../sign-in/recovery-codes.ts';
import { grantsOf } from '../sign-in/sessions.ts';

const HOUR_MS = 3_600_000;

/**
 * The first half of a break-glass recovery, by whoever may run the command line: a code for the second person, good for
 * an hour; an earlier code ends. `by` is the machine's user, for the audit. Throws `person.not_found`.
 */
export async function startRecovery(ctx: Context, account: string, by: string): Promise<string> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  return ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const person = await personOf(inside, account);
    const code = newCode();
    await endOneUse(inside, ['recover_code'], person);
    const expiresAt = ctx.now() + HOUR_MS;
    await makeOneUse(inside, { purpose: 'recover_code', person, expiresAt, token: tokenOf(code, person) });
    await audit(inside, 'recover.start', { person, by });
    return code;
  });
}

export interface Confirmation {
  readonly account: string;
  readonly code: string;
  /** The second person: another account, with a role at the province other than the system administrator's. */
  readonly second: string;
  readonly password: string;
  readonly by: string;
}

/**
 * The second half: somebody else confirms with code, account and password, and gets a link that works once within a
 * day; whoever opens it sets a new password, and the second factors are gone. Throws what `checkPassword` throws,
 * `recover.other_person`, `recover.code_wrong`, `person.not_found`.
 */
export async function confirmRecovery(ctx: Context, sent: Confirmation): Promise<string> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  const { person: second } = await checkPassword(ctx, {
    account: sent.second,
    password: sent.password,
    device: undefined
  });
  const person = await personOf(ctx, sent.account);
  const grants = await grantsOf(ctx.db, second.id);
  // Who keeps the server is the first person already: with an account as the second they would need nobody else.
  const root = ctx.directory.root().id;
  const isOther = second.id !== person && grants.some(({ role, unit }) => unit === root && role !== 'system_admin');
  if (!isOther) throw problem('recover.other_person');
  return ctx.gate.run(async (db) => {
    const inside = { ...ctx, db, actor: { id: second.id, name: second.name, grants } };
    const used = await useOneUse(inside, ['recover_code'], tokenOf(sent.code, person));
    if (used?.person !== person) throw problem('recover.code_wrong');
    await endOneUse(inside, LINKS_TO_A_PASSWORD, person);
    const token = await makeOneUse(inside, { purpose: 'recover', person, expiresAt: ctx.now() + DAY_MS });
    await audit(inside, 'recover.confirm', { person, by: sent.by });
    return inviteUrl(ctx, token);
  });
}

/** The code is a person's: another person's row never has the same hash. */
const tokenOf = (code: string, person: string): string => `${person}\n${plainCode(code)}`;
