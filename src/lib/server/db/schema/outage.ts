/** The log of outages. */
export interface OutageTables {
  outage: OutageRow;
}

interface OutageRow {
  id: string;
  /** It holds for the unit and all under it. */
  unit: string;
  /** First and last local day. */
  from_on: string;
  to_on: string;
  kind: string;
  note: string;
  actor: string;
  written_at: number;
  /** Set aside: entered by mistake. The row stays. */
  revoked_at: number | null;
  revoked_by: string | null;
  revoked_reason: string | null;
}
