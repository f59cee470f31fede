import type { Role } from '../../../domain/access/policy.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';

const ROLE: Role = 'province_admin';

/** Whether a person holds the role that administers the province, disabled or not. */
export async function administers(ctx: Context, db: Db, person: string): Promise<boolean> {
  const grant = await db
    .selectFrom('role_grant')
    .select('person')
    .where('person', '=', person)
    .where('role', '=', ROLE)
    .where('unit', '=', ctx.directory.root().id)
    .executeTakeFirst();
  return grant !== undefined;
}

/**
 * Throws `person.last_admin` when nobody administers the province who is not disabled and can sign in. Called after the
 * change and its audit, in the same transaction: writers queue at the head of the audit, so that of two administrators
 * who remove each other the second sees what the first has done.
 */
export async function requireSomeAdmin(ctx: Context, db: Db): Promise<void> {
  const some = await db
    .selectFrom('role_grant')
    .innerJoin('person', 'person.id', 'role_grant.person')
    .select('person.id')
    .where('role_grant.role', '=', ROLE)
    .where('role_grant.unit', '=', ctx.directory.root().id)
    .where('person.disabled', '=', 0)
    .where((e) =>
      e.or([
        e('person.password_hash', 'is not', null),
        e('person.id', 'in', e.selectFrom('passkey').select('passkey.person')),
        e(
          'person.id',
          'in',
          e.selectFrom('oidc_identity').select('oidc_identity.person').where('oidc_identity.subject', 'is not', null)
        )
      ])
    )
    .limit(1)
    .executeTakeFirst();
  if (!some) throw problem('person.last_admin');
}
