import { spawnSync } from 'node:child_process';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import * as v from 'valibot';
import type { Ledger } from './ledger.ts';
import type { Site } from './site.ts';

/** What the checker found, by its own reading of the database. */
export interface Finding {
  readonly sent: number;
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged, and not stored under the receipt that was given. */
  readonly lost: number;
  /** Stored twice, or acknowledged under two receipts. */
  readonly doubled: number;
  /** Stored and never sent, or with other answers than were sent. */
  readonly strange: number;
  /** SQLite's integrity and foreign keys; of PostgreSQL nothing. */
  readonly integrity: string;
  /** Of `hailong verify`: moments = rebuild(responses), audit chain whole, and the count of responses is ours. */
  readonly verified: boolean;
}

export interface Row {
  readonly id: string;
  readonly receipt: string;
  readonly answers: string;
}

const rowShape = v.array(v.object({ id: v.string(), receipt: v.string(), answers: v.string() }));
const countShape = v.array(v.object({ n: v.union([v.number(), v.pipe(v.string(), v.transform(Number))]) }));
const bodyShape = v.object({ answers: v.record(v.string(), v.number()) });
const ROWS = 'SELECT id, receipt, answers FROM response WHERE simulated = 0';
const ALL = 'SELECT count(*) AS n FROM response';

/** Compares ledger and database after a fault; the server may run. */
export async function check(site: Pick<Site, 'data' | 'databaseUrl' | 'env'>, ledger: Ledger): Promise<Finding> {
  const { rows, total, integrity } =
    site.databaseUrl === null ? readSqlite(path.join(site.data, 'hailong.db')) : await readPostgres(site.databaseUrl);
  const stored = new Map(rows.map((row) => [row.id, row]));
  const { sent, acknowledged, contradicted } = ledger;
  return {
    sent: sent.size,
    acknowledged: acknowledged.size,
    stored: rows.length,
    lost: [...acknowledged].filter(([id, receipt]) => stored.get(id)?.receipt !== receipt).length,
    doubled: rows.length - stored.size + contradicted.size,
    strange: rows.filter((row) => !isAsSent(row, sent.get(row.id))).length,
    integrity,
    verified: verifiedCount(site.env) === total
  };
}

/** Whether the invariants hold. Without `allAcknowledged` some may be stored that the client was never told of. */
export function isSound(finding: Finding, allAcknowledged = true): boolean {
  const { lost, doubled, strange, integrity, verified, stored, acknowledged } = finding;
  const isCounted = allAcknowledged ? stored === acknowledged : stored >= acknowledged;
  return lost + doubled + strange === 0 && ['ok', 'not asked'].includes(integrity) && verified && isCounted;
}

export function told(finding: Finding): string {
  const { sent, acknowledged, stored, lost, doubled, strange, integrity, verified } = finding;
  return (
    `${sent} sent, ${acknowledged} acknowledged, ${stored} stored; ${lost} lost, ${doubled} doubled, ` +
    `${strange} not as sent; integrity ${integrity}, verify ${verified ? 'ok' : 'FAILED'}`
  );
}

/** Ids that are stored now. */
export async function storedIds(site: Pick<Site, 'data' | 'databaseUrl'>): Promise<ReadonlySet<string>> {
  const { rows } =
    site.databaseUrl === null ? readSqlite(path.join(site.data, 'hailong.db')) : await readPostgres(site.databaseUrl);
  return new Set(rows.map(({ id }) => id));
}

function isAsSent({ answers }: Row, body: string | undefined): boolean {
  if (body === undefined) return false;
  const sent = v.parse(bodyShape, JSON.parse(body)).answers;
  const kept = v.parse(bodyShape.entries.answers, JSON.parse(answers));
  return Object.keys(kept).length === Object.keys(sent).length && Object.keys(sent).every((k) => kept[k] === sent[k]);
}

interface Reading {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly integrity: string;
}

function readSqlite(file: string): Reading {
  const db = new Sqlite(file, { readonly: true });
  try {
    const rows = v.parse(rowShape, db.prepare(ROWS).all());
    const [count] = v.parse(countShape, db.prepare(ALL).all());
    const foreign = v.parse(v.array(v.unknown()), db.pragma('foreign_key_check'));
    const integrity = String(db.pragma('integrity_check', { simple: true }));
    return { rows, total: count?.n ?? 0, integrity: foreign.length > 0 ? 'foreign keys broken' : integrity };
  } finally {
    db.close();
  }
}

async function readPostgres(url: string): Promise<Reading> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const rows = v.parse(rowShape, (await client.query(ROWS)).rows);
    const [count] = v.parse(countShape, (await client.query(ALL)).rows);
    return { rows, total: count?.n ?? 0, integrity: 'not asked' };
  } finally {
    await client.end();
  }
}

/** The responses that `hailong verify` counted and found sound; null where it found a fault, which is printed. */
function verifiedCount(env: Readonly<Record<string, string>>): number | null {
  const { status, stdout, stderr } = hailong(['verify'], env);
  if (status === 0) return Number(/^(\d+) responses/.exec(stdout)?.[1] ?? -1);
  process.stderr.write(`${stdout}${stderr}`);
  return null;
}

/** Runs the program's own command. */
export function hailong(words: readonly string[], env: Readonly<Record<string, string>>, input = '') {
  return spawnSync(process.execPath, ['src/cli/main.ts', ...words], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    input
  });
}
