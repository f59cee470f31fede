/** Units, counters, links. */
export interface OrganisationTables {
  setting: Setting;
  unit: UnitRow;
  unit_parent: UnitParentRow;
  unit_succession: UnitSuccessionRow;
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
