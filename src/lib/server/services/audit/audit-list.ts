import type { SelectQueryBuilder } from 'kysely';
import * as v from 'valibot';
import { AUDIT_ACTS } from '../../../domain/access/audit-acts.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { folded } from '../../../domain/shared/folded.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { DAY_MS, startOfLocalDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { Schema } from '../../db/schema.ts';
import { withNames, type AuditDetail } from './audit-names.ts';
import { audit, auditHead } from './audit.ts';

/** What an auditor asks for; null = any. Days are `YYYY-MM-DD` in Vietnam, both included. */
export interface AuditFilter {
  readonly act: string | null;
  /** Part of a name or of an account, with or without marks. */
  readonly person: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export interface AuditEntry {
  readonly position: number;
  readonly at: number;
  readonly actor: string;
  /** Name of the person who acted; null for the program and the command line. */
  readonly actorName: string | null;
  readonly act: string;
  readonly details: readonly AuditDetail[];
  readonly hash: string;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** The position to go on from; null on the last page. */
  readonly older: number | null;
  /** Entries of the whole chain. */
  readonly all: number;
}

const PAGE = 50;
const EXPORT_PAGE = 1_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const detailsOf = v.record(v.string(), v.unknown());

/** A page of the audit, newest first, before a position. Throws `filter.unknown`. */
export async function listAudit(ctx: Context, filter: AuditFilter, before: number | null): Promise<AuditPage> {
  requireCan(ctx, 'audit.read', ctx.directory.root().id);
  const names = await namesOf(ctx);
  const entries = await readEntries(ctx, { filter, names, before, limit: PAGE + 1 });
  const shown = entries.slice(0, PAGE);
  return {
    entries: await withNames(ctx, shown),
    older: entries.length > PAGE ? (shown.at(-1)?.position ?? null) : null,
    all: (await auditHead(ctx.db)).entries
  };
}

/**
 * The entries of the filter piece by piece, newest first, for a file. The export is recorded before the first piece is
 * read, and is not in the file itself. Throws `filter.unknown`.
 */
export async function exportAudit(ctx: Context, filter: AuditFilter): Promise<AsyncGenerator<readonly AuditEntry[]>> {
  requireCan(ctx, 'audit.read', ctx.directory.root().id);
  const names = await namesOf(ctx);
  conditionsOf(filter, names);
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
  const { entries } = await auditHead(ctx.db);
  await ctx.gate.run((db) => audit({ ...ctx, db }, 'audit.export', { filter: asked }));
  return pieces(ctx, { filter, names, before: entries + 1, limit: EXPORT_PAGE });
}

interface Reading {
  readonly filter: AuditFilter;
  readonly names: Names;
  readonly before: number | null;
  readonly limit: number;
}

async function* pieces(ctx: Context, reading: Reading): AsyncGenerator<readonly AuditEntry[]> {
  for (let { before } = reading; ;) {
    const entries = await readEntries(ctx, { ...reading, before });
    if (entries.length > 0) yield entries;
    const last = entries.at(-1);
    if (!last || entries.length < reading.limit) return;
    before = last.position;
  }
}

type Names = ReadonlyMap<string, { readonly name: string; readonly account: string }>;

async function namesOf(ctx: Context): Promise<Names> {
  const people = await ctx.db.selectFrom('person').select(['id', 'name', 'account']).execute();
  return new Map(people.map(({ id, ...person }) => [id, person]));
}

async function readEntries(ctx: Context, { filter, names, before, limit }: Reading): Promise<readonly AuditEntry[]> {
  const { narrow } = conditionsOf(filter, names);
  const query = ctx.db.selectFrom('audit_event').select(['position', 'at', 'actor', 'act', 'details', 'hash']);
  const older = before === null ? query : query.where('position', '<', before);
  const rows = await narrow(older).orderBy('position', 'desc').limit(limit).execute();
  return rows.map(({ details, actor, ...row }) => ({
    ...row,
    actor,
    actorName: names.get(actor)?.name ?? null,
    details: Object.entries(v.parse(detailsOf, JSON.parse(details)))
      .filter(([key, value]) => key !== 'person' || value !== actor) // one's own act
      .flatMap(([key, value]) => detailsIn(ctx, names, key, value))
  }));
}

type EventQuery = SelectQueryBuilder<
  Schema,
  'audit_event',
  Pick<Schema['audit_event'], 'position' | 'at' | 'actor' | 'act' | 'details' | 'hash'>
>;

/** The filter as conditions. Throws `filter.unknown` for an unknown act or a day that is none. */
function conditionsOf(filter: AuditFilter, names: Names): { readonly narrow: (query: EventQuery) => EventQuery } {
  const { act, person, from, to } = filter;
  const days = [from, to].filter((day) => day !== null);
  const isKnown = act === null || AUDIT_ACTS.some((known) => known === act);
  if (!isKnown || days.some((day) => !DAY.test(day) || Number.isNaN(startOfLocalDay(day))))
    throw problem('filter.unknown');
  const actors = person === null ? null : actorsNamed(person, names);
  return {
    narrow: (query) => {
      let narrowed = query;
      if (act !== null) narrowed = narrowed.where('act', '=', act);
      if (actors !== null) narrowed = narrowed.where('actor', 'in', actors);
      if (from !== null) narrowed = narrowed.where('at', '>=', startOfLocalDay(from));
      if (to !== null) narrowed = narrowed.where('at', '<', startOfLocalDay(to) + DAY_MS);
      return narrowed;
    }
  };
}

/** Ids of those whose name or account holds the text; the text itself where there are none, so that nothing is found. */
function actorsNamed(text: string, names: Names): readonly string[] {
  const sought = folded(text);
  const found = [...names].filter(([, { name, account }]) => folded(`${name} ${account}`).includes(sought));
  const others = ['operator', 'program', 'setup'].filter((id) => id.includes(sought));
  return found.length + others.length > 0 ? [...found.map(([id]) => id), ...others] : [text];
}

const grantsIn = v.array(v.object({ role: v.string(), unit: v.string() }));

/** One detail; of the roles of a new person each. */
function detailsIn(ctx: Context, names: Names, key: string, value: unknown): AuditEntry['details'] {
  const grants = v.safeParse(grantsIn, value);
  if (!grants.success) return [{ key, value: shown(ctx, names, key, value) }];
  return grants.output.flatMap(({ role, unit }) => [
    { key: 'role', value: role },
    { key: 'unit', value: shown(ctx, names, 'unit', unit) }
  ]);
}

/** A detail as people read it: persons and units by their names. */
function shown(ctx: Context, names: Names, key: string, value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (key === 'person' || key === 'successor') return names.get(value)?.name ?? value;
  if (key !== 'unit' && key !== 'about' && key !== 'agency') return value;
  const unit = ctx.directory.units().find(({ id }) => id === value);
  return unit ? unitTitle(unit) : value;
}
