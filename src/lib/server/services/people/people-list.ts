import { listPage, listRows, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import { ROLES } from '../../../domain/access/policy.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

const PEOPLE_MAX = 2_000;

export interface PersonView {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly disabled: boolean;
  /** Has a password, a passkey or a linked identity: somebody invited has none of them yet. */
  readonly canSignIn: boolean;
  readonly hasSecondFactor: boolean;
  readonly sessions: number;
  /** The unit whose agency the person works for; null = not noted. */
  readonly agency: string | null;
  readonly oidc: 'none' | 'allowed' | 'linked';
  readonly grants: readonly { readonly role: string; readonly unit: string }[];
}

/** Everybody who may sign in, by account, with their roles. */
export async function listPeople(ctx: Context): Promise<readonly PersonView[]> {
  requireCan(ctx, 'account.manage', ctx.directory.root().id);
  const { db } = ctx;
  const people = await db
    .selectFrom('person')
    .select(['id', 'account', 'name', 'disabled', 'agency', 'password_hash'])
    .orderBy('account')
    .limit(PEOPLE_MAX)
    .execute();
  const grants = Map.groupBy(await db.selectFrom('role_grant').selectAll().execute(), (row) => row.person);
  const sessions = Map.groupBy(await db.selectFrom('session').select('person').execute(), (row) => row.person);
  const totp = new Set((await db.selectFrom('totp').select('person').execute()).map((row) => row.person));
  const passkeys = new Set((await db.selectFrom('passkey').select('person').execute()).map((row) => row.person));
  const identities = new Map(
    (await db.selectFrom('oidc_identity').select(['person', 'subject']).execute()).map((row) => [
      row.person,
      row.subject
    ])
  );
  return people.map(({ id, account, name, disabled, agency, password_hash }) => {
    const subject = identities.get(id);
    return {
      ...{ id, account, name, disabled: disabled === 1, agency },
      canSignIn: password_hash !== null || passkeys.has(id) || typeof subject === 'string',
      hasSecondFactor: totp.has(id) || passkeys.has(id),
      sessions: sessions.get(id)?.length ?? 0,
      oidc: subject === undefined ? 'none' : subject === null ? 'allowed' : 'linked',
      grants: (grants.get(id) ?? [])
        .map(({ role, unit }) => ({ role, unit }))
        .sort((a, b) => rank(a.role) - rank(b.role) || (a.unit < b.unit ? -1 : 1))
    };
  });
}

export const PEOPLE_SORTS = ['name', 'account'] as const;
type PeopleSort = (typeof PEOPLE_SORTS)[number];

const SHAPE: ListShape<PersonView, PeopleSort> = {
  text: ({ account, name }) => `${name} ${account}`,
  sorts: { name: { key: ({ name }) => byGivenName(name) }, account: { key: ({ account }) => account } }
};

/** A page of those whose name or account holds the text. */
export async function findPeople(ctx: Context, query: ListQuery<PeopleSort>): Promise<ListPage<PersonView>> {
  return listPage(await listPeople(ctx), query, SHAPE);
}

/** All of them that match, for a file; entered in the audit. */
export async function exportPeople(ctx: Context, query: ListQuery<PeopleSort>): Promise<readonly PersonView[]> {
  const rows = listRows(await listPeople(ctx), query, SHAPE);
  const details = { ...(query.q === '' ? {} : { filter: { q: query.q } }), people: rows.length };
  await ctx.gate.run((db) => audit({ ...ctx, db }, 'person.export', details));
  return rows;
}

/** As a Vietnamese list of names is sorted: the given name, which is written last, comes first. */
function byGivenName(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words.at(-1), ...words.slice(0, -1)].join(' ');
}

/** One person. Throws `person.not_found`. */
export async function personView(ctx: Context, account: string): Promise<PersonView> {
  const person = (await listPeople(ctx)).find((one) => one.account === account);
  if (!person) throw problem('person.not_found');
  return person;
}

const rank = (role: string): number => ROLES.findIndex((known) => known === role);
