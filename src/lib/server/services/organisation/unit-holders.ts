import type { Db } from '../../db/connect.ts';

/** Tables whose column `unit` names a unit; a test holds the list against the schema. */
export const UNIT_TABLES = [
  'campaign',
  'round_unit',
  'transactions',
  'response',
  'comment',
  'role_grant',
  'report_duty',
  'counter',
  'unit_name',
  'code_batch',
  'results_reply',
  'plan_task',
  'outage',
  'report',
  'publisher'
] as const;

/** What can hold a unit; `child` is a unit under it, now or once. Its words are `organisation:holder.<code>`. */
export type UnitHolder = (typeof UNIT_TABLES)[number] | 'unit_succession' | 'counter_move' | 'agency' | 'child';

/** Everything that names one of the units, each kind once; their own places in the tree hold nothing. */
export async function holdersOf(db: Db, ids: readonly string[]): Promise<readonly UnitHolder[]> {
  const holders: UnitHolder[] = [];
  for (const table of UNIT_TABLES) {
    const used = await db.selectFrom(table).select('unit').where('unit', 'in', ids).limit(1).executeTakeFirst();
    if (used) holders.push(table);
  }
  for (const table of ['unit_succession', 'counter_move'] as const) {
    const used = await db
      .selectFrom(table)
      .select('on_day')
      .where((e) => e.or([e('from_unit', 'in', ids), e('to_unit', 'in', ids)]))
      .limit(1)
      .executeTakeFirst();
    if (used) holders.push(table);
  }
  const agency = await db.selectFrom('person').select('id').where('agency', 'in', ids).limit(1).executeTakeFirst();
  const child = await db
    .selectFrom('unit_parent')
    .select('unit')
    .where('parent', 'in', ids)
    .where('unit', 'not in', ids)
    .limit(1)
    .executeTakeFirst();
  return [...holders, ...(agency ? (['agency'] as const) : []), ...(child ? (['child'] as const) : [])];
}

/** Whether one of the counters was ever given a link, an answer or another unit. */
export async function areCountersUsed(db: Db, ids: readonly string[]): Promise<boolean> {
  for (const table of ['link', 'response', 'counter_move'] as const) {
    const used = await db.selectFrom(table).select('counter').where('counter', 'in', ids).limit(1).executeTakeFirst();
    if (used) return true;
  }
  return false;
}
