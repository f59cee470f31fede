import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';

export interface AuditDetail {
  readonly key: string;
  readonly value: string;
  /** What people call the thing whose id the value is, today; of a job its kind. */
  readonly name?: string;
}

interface Entry {
  readonly act: string;
  readonly details: readonly AuditDetail[];
}

const NAMED = ['round', 'counter', 'kiosk', 'batch', 'import', 'job', 'person', 'link'] as const;
type Noun = (typeof NAMED)[number];

/** Details whose key does not say what they are the id of, by act and key. */
const OF_ACT: Readonly<Record<string, Noun>> = {
  'kiosk.move from': 'counter',
  'response.move to': 'counter',
  'round.reopen_confirm by': 'person',
  'job.start about': 'round',
  'link.revoke code': 'link',
  'link.test_answers code': 'link'
};

function nounOf(act: string, key: string): Noun | undefined {
  if (key === 'id' && act.startsWith('round.')) return 'round';
  return OF_ACT[`${act} ${key}`] ?? NAMED.find((noun) => noun === key && noun !== 'person'); // persons are told by name
}

/**
 * Entries with names beside the ids that they hold, as far as the things are still there: one query for each kind of thing
 * that occurs. The entries themselves are as they were written.
 */
export async function withNames<T extends Entry>(ctx: Context, entries: readonly T[]): Promise<readonly T[]> {
  requireCan(ctx, 'audit.read', ctx.directory.root().id);
  const ids = new Map(NAMED.map((noun) => [noun, new Set<string>()]));
  for (const { act, details } of entries)
    for (const { key, value } of details) {
      const noun = nounOf(act, key);
      if (noun) ids.get(noun)?.add(value);
    }
  const names = new Map<Noun, ReadonlyMap<string, string>>();
  for (const [noun, of] of ids) if (of.size > 0) names.set(noun, await NAMES[noun](ctx, [...of]));
  return entries.map((entry) => ({ ...entry, details: named(entry, names) }));
}

/** A name that the entry tells anyway is not told twice. */
function named({ act, details }: Entry, names: ReadonlyMap<Noun, ReadonlyMap<string, string>>): readonly AuditDetail[] {
  const told = new Set(details.map(({ value }) => value));
  return details.map((detail) => {
    const noun = nounOf(act, detail.key);
    const name = noun && names.get(noun)?.get(detail.value);
    return name === undefined || told.has(name) ? detail : { ...detail, name };
  });
}

type Lookup = (ctx: Context, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
type Row = { readonly id: string; readonly name: string };

const byId = (rows: readonly Row[]) => new Map(rows.map(({ id, name }) => [id, name]));

const NAMES: Readonly<Record<Noun, Lookup>> = {
  round: ({ directory }) => Promise.resolve(byId([...directory.rounds(), ...directory.drafts()])),
  counter: (ctx) => Promise.resolve(new Map(ctx.directory.everyCounter().map((one) => [one.id, placeOf(ctx, one)]))),
  link: (ctx, ids) => {
    const links = ids.flatMap((id) => ctx.directory.link(id) ?? []);
    return Promise.resolve(new Map(links.map(({ code, counter }) => [code, placeOf(ctx, counter)])));
  },
  kiosk: async ({ db }, ids) =>
    byId(await db.selectFrom('kiosk').select(['id', 'name']).where('id', 'in', ids).execute()),
  person: async ({ db }, ids) =>
    byId(await db.selectFrom('person').select(['id', 'name']).where('id', 'in', ids).execute()),
  import: async ({ db }, ids) =>
    byId(await db.selectFrom('import_batch').select(['id', 'file_name as name']).where('id', 'in', ids).execute()),
  job: async ({ db }, ids) =>
    byId(await db.selectFrom('job').select(['id', 'kind as name']).where('id', 'in', ids).execute()),
  batch: async ({ db, directory }, ids) => {
    const rows = await db.selectFrom('code_batch').select(['id', 'unit', 'evidence']).where('id', 'in', ids).execute();
    return new Map(rows.map(({ id, unit, evidence }) => [id, `${unitTitle(directory.unit(unit))}, ${evidence}`]));
  }
};

function placeOf({ directory }: Context, { name, unit }: { readonly name: string; readonly unit: string }): string {
  return `${name}, ${unitTitle(directory.unit(unit))}`;
}
