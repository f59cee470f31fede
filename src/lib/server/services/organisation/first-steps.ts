import { can } from '../../auth/can.ts';
import type { Context } from '../../context.ts';

/** The steps from an empty database to the first answer, in order; their words are `steps:<key>`. */
export const FIRST_STEPS = ['units', 'questionnaire', 'criteria', 'round', 'transactions', 'links', 'open'] as const;
export type FirstStepKey = (typeof FIRST_STEPS)[number];

export interface FirstStep {
  readonly key: FirstStepKey;
  readonly isDone: boolean;
  readonly href: string;
}

/**
 * What is still to be done before people can answer, for who prepares it; null for others, and once a round has begun.
 */
export async function firstSteps(ctx: Context): Promise<readonly FirstStep[] | null> {
  const { directory, db } = ctx;
  if (directory.rounds().length > 0 || !can(ctx, 'round.manage', directory.root().id)) return null;
  const [draft] = directory.drafts();
  const has = async (table: 'questionnaire_version' | 'criteria_set' | 'transactions') =>
    (await db
      .selectFrom(table)
      .select((e) => e.lit(1).as('one'))
      .limit(1)
      .executeTakeFirst()) !== undefined;
  const units = directory.units().filter(({ id }) => directory.counters(id).length > 0);
  const isLinked = (unit: string) => directory.linksOf(unit).some((link) => !link.revoked);
  const round = draft ? `/admin/rounds/${encodeURIComponent(draft.id)}` : '/admin/rounds/new';
  const done: Readonly<Record<FirstStepKey, boolean>> = {
    units: units.length > 0,
    questionnaire: await has('questionnaire_version'),
    criteria: await has('criteria_set'),
    round: draft !== undefined,
    transactions: await has('transactions'),
    links: units.length > 0 && units.every(({ id }) => isLinked(id)),
    open: false
  };
  const hrefs: Readonly<Record<FirstStepKey, string>> = {
    units: '/admin/organisation',
    questionnaire: '/admin/questionnaires',
    criteria: '/admin/criteria-sets',
    round,
    transactions: draft ? `${round}/targets` : '/admin/rounds',
    links: '/admin/links',
    open: round
  };
  return FIRST_STEPS.map((key) => ({ key, isDone: done[key], href: hrefs[key] }));
}

const SET_UP_PAGES = ['organisation', 'imports', 'questionnaires', 'criteria-sets', 'rounds', 'links'];

/**
 * The step that comes next for who reads a page of the set-up; null on other pages, for others, and once all is done. From
 * the page of the transactions it leads on, for they may be added later.
 */
export async function nextStep(ctx: Context, path: string): Promise<FirstStep | null> {
  if (!SET_UP_PAGES.includes(path.split('/')[2] ?? '')) return null;
  const steps = await firstSteps(ctx);
  return steps?.find(({ key, isDone, href }) => !isDone && !(key === 'transactions' && href === path)) ?? null;
}
