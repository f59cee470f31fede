import type { Generated } from 'kysely';

/** Units, counters, links. */
export interface OrganisationTables {
  setting: Setting;
  unit: UnitRow;
  unit_parent: UnitParentRow;
  unit_succession: UnitSuccessionRow;
  unit_name: UnitNameRow;
  counter_move: CounterMoveRow;
  counter: CounterRow;
  link: LinkRow;
  directory_change: DirectoryChange;
}

/** The tables as Kysely sees them; the migrations are the truth, tests/integration/schema.test.ts compares the two. */
interface Setting {
  name: string;
  value: string;
}
interface UnitRow {
  id: string;
  code: string;
  name: string;
  type: string;
  valid_from: string;
  valid_to: string | null;
  /** Grows with each change of name, type or dates. */
  revision: Generated<number>;
}
/** What a unit was called before. */
interface UnitNameRow {
  unit: string;
  name: string;
  type: string;
  valid_from: string;
  valid_to: string;
}
interface UnitParentRow {
  unit: string;
  parent: string;
  valid_from: string;
  valid_to: string | null;
}
interface UnitSuccessionRow {
  from_unit: string;
  to_unit: string;
  on_day: string;
  kind: string;
}
interface CounterRow {
  id: string;
  unit: string;
  name: string;
  position: number;
  valid_from: string;
  valid_to: string | null;
  /** Grows with each change. */
  revision: Generated<number>;
  /** Names of service fields, JSON. */
  service_fields: Generated<string>;
  /** Opening hours from Monday to Sunday, JSON (domain/organisation/opening-hours.ts). */
  hours: Generated<string>;
  /** Days `YYYY-MM-DD`, JSON. */
  closed_days: Generated<string>;
}
/** A counter that changed its unit; `counter` holds the present one. */
interface CounterMoveRow {
  counter: string;
  from_unit: string;
  to_unit: string;
  on_day: string;
}
interface LinkRow {
  code: string;
  counter: string;
  channel: string;
  evidence: string;
  filing_mode: string | null;
  stage: string | null;
  status: string;
  /** Until when answers are tests, in epoch milliseconds; null = never. */
  test_until: number | null;
  created_at: number;
}
interface DirectoryChange {
  id: number;
  changes: number;
}
