import { createHash } from 'node:crypto';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { administers, requireSomeAdmin } from './admin-guard.ts';
import { audit } from '../audit/audit.ts';
import { inviteLink, type Invite } from './invites.ts';
import { endJobsOf, moveJobs, openJobsOf } from './jobs-of-person.ts';
import { endOneUse, LINKS_TO_A_PASSWORD } from '../sign-in/one-use.ts';
import { listPeople, type PersonView } from './people-list.ts';
import { checkedPassword, insertPerson } from './people.ts';

export interface HandoverView {
  readonly person: PersonView;
  /** Everybody whom it can be handed to. */
  readonly others: readonly Pick<PersonView, 'account' | 'name'>[];
  /** Jobs that wait or run. */
  readonly jobs: number;
  /** Names what was shown: the confirmation carries it. */
  readonly mark: string;
}

/** What a person would hand over, and to whom they could. Throws `person.not_found`. */
export async function handoverView(ctx: Context, account: string): Promise<HandoverView> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  const everybody = await listPeople(ctx);
  const person = everybody.find((one) => one.account === account);
  if (!person) throw problem('person.not_found');
  return {
    person,
    others: everybody.filter((one) => !one.disabled && one.id !== person.id),
    jobs: await openJobsOf(ctx.db, person.id),
    mark: markOf(person.disabled, await grantRows(ctx, person.id))
  };
}

export type Successor =
  | { readonly kind: 'person'; readonly account: string }
  | { readonly kind: 'invite'; readonly account: string; readonly name: string };

export interface Handover {
  readonly to: Successor;
  /** Jobs that wait or run go to the successor; otherwise they end. */
  readonly movesJobs: boolean;
  readonly mark: string;
}

/**
 * Gives all roles of who leaves to the successor, ends the sessions and links of who leaves, and disables the account, in
 * one transaction. What they did keeps their name: the audit, confirmations, who entered a form. Gives the link of a
 * successor who is invited. Throws `handover.shown_over` where the roles are no longer those shown,
 * `handover.to_whom`, `person.not_found`, `person.last_admin`, and what `createPerson` throws.
 */
export async function handOver(
  ctx: Context,
  account: string,
  { to, movesJobs, mark }: Handover
): Promise<Invite | null> {
  requireCan(ctx, 'person.manage', ctx.directory.root().id);
  const invited = to.kind === 'invite' ? { ...to, account: to.account.trim(), password: null, grants: [] } : null;
  if (invited) await checkedPassword(invited);
  return ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const leaver = await leaverOf(inside, account, mark);
    const wasAdmin = await administers(ctx, db, leaver.id);
    const successor = invited
      ? { id: await insertPerson(inside, invited, null), account: invited.account, name: invited.name.trim() }
      : await activePerson(inside, to.account, leaver.id);
    await moveGrants(inside, leaver, successor.id);
    await db.updateTable('person').set({ disabled: 1 }).where('id', '=', leaver.id).execute();
    await db.deleteFrom('session').where('person', '=', leaver.id).execute();
    await endOneUse(inside, LINKS_TO_A_PASSWORD, leaver.id);
    const between = { from: leaver.id, to: successor.id };
    const jobs = movesJobs ? await moveJobs(inside, between) : await endJobsOf(inside, leaver.id);
    await audit(inside, 'person.hand_over', {
      ...{ person: leaver.id, successor: successor.id, grants: leaver.grants },
      [movesJobs ? 'jobs_moved' : 'jobs_ended']: jobs
    });
    const invite = invited ? await inviteLink(inside, successor) : null;
    if (wasAdmin) await requireSomeAdmin(ctx, db);
    return invite;
  });
}

interface Leaver {
  readonly id: string;
  readonly grants: Grants;
}
type Grants = Awaited<ReturnType<typeof grantRows>>;

/** Locks the row of who leaves, so that of two handovers at once the second sees the first. */
async function leaverOf(ctx: Context, account: string, mark: string): Promise<Leaver> {
  const person = await ctx.db
    .updateTable('person')
    .set((e) => ({ disabled: e.ref('disabled') }))
    .where('account', '=', account)
    .returning(['id', 'disabled'])
    .executeTakeFirst();
  if (!person) throw problem('person.not_found');
  const grants = await grantRows(ctx, person.id);
  if (markOf(person.disabled === 1, grants) !== mark) throw problem('handover.shown_over');
  return { id: person.id, grants };
}

async function activePerson({ db }: Context, account: string, leaver: string) {
  const person = await db
    .selectFrom('person')
    .select(['id', 'account', 'name'])
    .where('account', '=', account)
    .where('disabled', '=', 0)
    .where('id', '<>', leaver)
    .executeTakeFirst();
  if (!person) throw problem('handover.to_whom');
  return person;
}

async function moveGrants({ db }: Context, leaver: Leaver, successor: string): Promise<void> {
  for (const grant of leaver.grants) {
    await db
      .insertInto('role_grant')
      .values({ ...grant, person: successor })
      .onConflict((conflict) => conflict.columns(['person', 'role', 'unit']).doNothing())
      .execute();
  }
  await db.deleteFrom('role_grant').where('person', '=', leaver.id).execute();
}

function grantRows({ db }: Pick<Context, 'db'>, person: string) {
  return db
    .selectFrom('role_grant')
    .select(['role', 'unit'])
    .where('person', '=', person)
    .orderBy('role')
    .orderBy('unit')
    .execute();
}

function markOf(disabled: boolean, grants: Grants): string {
  return createHash('sha256').update(JSON.stringify({ disabled, grants })).digest('hex').slice(0, 32);
}
