import type { Role } from '../../../domain/access/policy.ts';
import type { MovedGrant } from '../../../domain/organisation/change-plan.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

const READER: Role = 'unit_viewer';

/**
 * Gives roles at units that ended at those that follow, inside the caller's transaction. At the old unit its people
 * still read the figures of before, and nothing else is theirs there.
 */
export async function followGrants(inside: Context, grants: readonly MovedGrant[]): Promise<void> {
  for (const { person, role, from, to } of grants) {
    for (const unit of to) await give(inside, { person, role, unit });
    if (role === READER) continue;
    await inside.db
      .deleteFrom('role_grant')
      .where('person', '=', person)
      .where('role', '=', role)
      .where('unit', '=', from)
      .execute();
    await audit(inside, 'role.revoke', { person, role, unit: from });
    await give(inside, { person, role: READER, unit: from });
  }
}

/** A role that is there already is no second one, and not in the audit. */
async function give(inside: Context, grant: { person: string; role: string; unit: string }): Promise<void> {
  const given = await inside.db
    .insertInto('role_grant')
    .values(grant)
    .onConflict((conflict) => conflict.columns(['person', 'role', 'unit']).doNothing())
    .returning('person')
    .executeTakeFirst();
  if (given) await audit(inside, 'role.grant', grant);
}
