import type { Selectable } from 'kysely';
import * as v from 'valibot';
import type { CounterMove, PastName } from '../../../domain/organisation/history.ts';
import { NO_HOURS, type OpeningHours } from '../../../domain/organisation/opening-hours.ts';
import { SUCCESSION_KINDS, type UnitParent, type UnitSuccession } from '../../../domain/organisation/unit-tree.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { CHANNELS, EVIDENCE_CLASSES, type Channel, type EvidenceClass } from '../../../domain/tally/lane.ts';
import type { Db } from '../../db/connect.ts';
import type { Schema } from '../../db/schema.ts';

export interface UnitEntry {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly from: string;
  /** The first day on which it is no more; null = it is still. */
  readonly to: string | null;
  /** Grows with each change. */
  readonly revision: number;
}

export interface CounterEntry {
  readonly id: string;
  /** Where it is now. */
  readonly unit: string;
  readonly name: string;
  readonly position: number;
  readonly from: string;
  readonly to: string | null;
  readonly revision: number;
  readonly serviceFields: readonly string[];
  readonly hours: OpeningHours;
  /** Days `YYYY-MM-DD` in order. */
  readonly closedDays: readonly string[];
}

export interface LinkEntry {
  readonly code: string;
  readonly counter: CounterEntry;
  readonly channel: Channel;
  readonly evidence: EvidenceClass;
  readonly filingMode: string | null;
  readonly stage: string | null;
  readonly revoked: boolean;
  /** Until when its answers are tests, in epoch milliseconds; null = they count. Ask `testUntil` of link-test.ts. */
  readonly testUntil: number | null;
}

/** Units, counters and links with their history. Units are read before their parents, so that none looks like the root. */
export async function loadOrganisation(db: Db) {
  const links = await db.selectFrom('link').selectAll().orderBy('created_at').orderBy('code').execute();
  const moves = await db.selectFrom('counter_move').selectAll().orderBy('on_day').orderBy('counter').execute();
  const counters = (
    await db.selectFrom('counter').selectAll().orderBy('unit').orderBy('position').orderBy('name').execute()
  ).map(counterEntry);
  const successions = await db.selectFrom('unit_succession').selectAll().orderBy('on_day').execute();
  const names = await db.selectFrom('unit_name').selectAll().execute();
  const units = (await db.selectFrom('unit').selectAll().orderBy('code').execute()).map(unitEntry);
  const parents = await db.selectFrom('unit_parent').selectAll().execute();
  const children = new Set(parents.map((row) => row.unit));
  const byId = new Map(counters.map((counter) => [counter.id, counter]));
  const present = counters.filter(({ to }) => to === null);
  return {
    units: new Map(units.map((unit) => [unit.id, unit])),
    root: units.find((unit) => !children.has(unit.id)),
    parents: Map.groupBy(
      parents.map((row): UnitParent => ({ ...row, from: row.valid_from, to: row.valid_to })),
      ({ unit }) => unit
    ),
    parentDays: [...new Set(parents.map((row) => row.valid_from))].sort(),
    pastNames: names.map((row): PastName => ({ ...row, from: row.valid_from, to: row.valid_to })),
    successions: successions.map(successionOf),
    counters,
    countersByUnit: Map.groupBy(present, (counter) => counter.unit),
    moves: moves.map((row): CounterMove => {
      return { counter: row.counter, from: row.from_unit, to: row.to_unit, on: row.on_day };
    }),
    links: new Map(links.map((row) => [row.code, linkEntry(row, byId)]))
  };
}

type Row<T extends keyof Schema> = Selectable<Schema[T]>;

function unitEntry({ id, code, name, type, valid_from: from, valid_to: to, revision }: Row<'unit'>): UnitEntry {
  return { id, code, name, type, from, to, revision };
}

const namesShape = v.array(v.string());
const hoursShape = v.pipe(
  v.array(v.array(v.strictObject({ from: v.string(), to: v.string() }))),
  v.length(NO_HOURS.length)
);

function counterEntry({ valid_from: from, valid_to: to, ...row }: Row<'counter'>): CounterEntry {
  const { id, unit, name, position, revision } = row;
  return {
    ...{ id, unit, name, position, from, to, revision },
    serviceFields: v.parse(namesShape, JSON.parse(row.service_fields)),
    hours: v.parse(hoursShape, JSON.parse(row.hours)),
    closedDays: v.parse(namesShape, JSON.parse(row.closed_days))
  };
}

function successionOf(row: Row<'unit_succession'>): UnitSuccession {
  const kind = SUCCESSION_KINDS.find((known) => known === row.kind);
  assert(kind, 'a succession has a kind', { kind: row.kind });
  return { from: row.from_unit, to: row.to_unit, on: row.on_day, kind };
}

function linkEntry(row: Row<'link'>, counters: ReadonlyMap<string, CounterEntry>): LinkEntry {
  const counter = counters.get(row.counter);
  const channel = CHANNELS.find((name) => name === row.channel);
  const evidence = EVIDENCE_CLASSES.find((name) => name === row.evidence);
  assert(counter && channel && evidence, 'a link has a counter, a channel and an evidence class', { code: row.code });
  const { code, filing_mode: filingMode, stage, test_until: testUntil } = row;
  return { code, counter, channel, evidence, filingMode, stage, revoked: row.status !== 'active', testUntil };
}
