import type { Generated } from 'kysely';

/** Kiosks. */
export interface KioskTables {
  kiosk: KioskRow;
  kiosk_link: KioskLinkRow;
  kiosk_pairing: KioskPairingRow;
  kiosk_finding: KioskFindingRow;
}

interface KioskRow {
  id: string;
  name: string;
  counter: string;
  /** The kiosk's own link at its counter. */
  link: string;
  /** JWK of curve P-256, canonical JSON. */
  public_key: string;
  status: string;
  pin_salt: string;
  pin_hash: string;
  paired_at: number;
  /** Of its last message. */
  count: Generated<number>;
  /** Of its last answer. */
  seq: Generated<number>;
  /** End of its chain. */
  chain: string;
  seen_at: number | null;
  /** What it last said of itself, JSON (domain/kiosk/protocol.ts). */
  state: string | null;
  /** What it should do, JSON. */
  command: string | null;
}
interface KioskLinkRow {
  kiosk: string;
  link: string;
}
interface KioskPairingRow {
  id: string;
  public_key: string;
  code: string;
  expires_at: number;
}
interface KioskFindingRow {
  id: string;
  kiosk: string;
  kind: string;
  first_seq: number;
  last_seq: number;
  found_at: number;
  settled_by: string | null;
}
