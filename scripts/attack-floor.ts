/**
 * Asks a running server everything an analyst can ask of a round (unit × respondent type × lane) and solves the linear
 * system of the responses behind the replies. Prints how much was answered, and the groups below the floor that could
 * be computed: there must be none. `node scripts/attack-floor.ts --origin http://127.0.0.1:3000 --token … --data
 * data/demo [--round 2026-Q4]`; the token is of an analyst, the data are read for the true sizes only.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { decodeFirst } from '../src/lib/domain/tally/encode.ts';
import { CHANNELS, EVIDENCE_CLASSES } from '../src/lib/domain/tally/lane.ts';
import { RowSpace } from '../tests/support/row-space.ts';

const FLOOR = 5;

const { values } = parseArgs({
  options: {
    origin: { type: 'string', default: 'http://127.0.0.1:3000' },
    token: { type: 'string' },
    data: { type: 'string', default: 'data/demo' },
    round: { type: 'string', default: '2026-Q4' }
  }
});
const { origin, token, data, round } = values;
if (token === undefined) throw new Error('give --token, as `hailong user token phantich` printed it');

interface Group {
  readonly unit: string;
  readonly respondentType: string;
  readonly lane: string;
  readonly n: number;
  readonly columns: readonly number[];
}

const cells = readCells();
const root = rootOf();
const units = [root, ...new Set(cells.map(({ unit }) => unit))];
const types = ['', ...new Set(cells.map(({ respondentType }) => respondentType))];
const lanes = ['', ...CHANNELS, ...EVIDENCE_CLASSES, ...new Set(cells.map(({ lane }) => lane))];
const space = new RowSpace(cells.length);
const groups: Group[] = cells.map((cell, i) => ({ ...cell, columns: [i] }));
const answered: Record<string, { asked: number; answered: number }> = {};
for (const unit of units) {
  for (const respondentType of types) {
    for (const lane of lanes) await ask(unit, respondentType, lane);
  }
}
const small = groups.filter(({ n }) => n > 0 && n < FLOOR);
const computed = small.filter(({ columns }) => space.holds(columns));
console.table(answered);
console.log(
  `${groups.length - cells.length} questions; ${small.length} groups below the floor, ${computed.length} computed`
);
for (const { unit, respondentType, lane, n } of computed) console.log(`${unit} ${respondentType} ${lane}: n = ${n}`);
process.exitCode = computed.length === 0 ? 0 : 1;

async function ask(unit: string, respondentType: string, lane: string): Promise<void> {
  const query = new URLSearchParams({ unit, respondentType, lane });
  for (const [name, value] of [...query]) if (value === '') query.delete(name);
  const reply = await fetch(`${origin}/api/v1/rounds/${round}/estimates?${query}`, {
    headers: { authorization: `Bearer ${token}` }
  });
  if (!reply.ok) throw new Error(`${reply.status} for ${query}`);
  const { suppressed } = (await reply.json()) as { suppressed: string | null };
  const columns = cells.flatMap((cell, i) => {
    const isUnder = unit === root || cell.unit === unit;
    return isUnder && (respondentType === '' || cell.respondentType === respondentType) && keeps(lane, cell.lane)
      ? [i]
      : [];
  });
  const n = columns.reduce((sum, i) => sum + (cells[i]?.n ?? 0), 0);
  groups.push({ unit, respondentType, lane, n, columns });
  if (suppressed === null) space.add(columns);
  if (n === 0) return;
  const kind = [unit === root ? 'province' : 'unit', respondentType && 'type', lane && laneKind(lane)]
    .filter(Boolean)
    .join(', ');
  const line = (answered[kind] ??= { asked: 0, answered: 0 });
  line.asked += 1;
  if (suppressed === null) line.answered += 1;
}

function keeps(asked: string, lane: string): boolean {
  if (asked.includes('/')) return lane === asked;
  return lane.endsWith('/counted') && (asked === '' || lane.split('/').includes(asked));
}

function laneKind(lane: string): string {
  if (lane.includes('/')) return 'lane';
  return CHANNELS.some((channel) => channel === lane) ? 'channel' : 'class';
}

function readCells() {
  const db = open();
  const rows = db
    .prepare<[string], { unit: string; respondent_type: string; lane: string; moments: Uint8Array }>(
      'SELECT unit, respondent_type, lane, moments FROM unit_moment WHERE round = ?'
    )
    .all(round);
  db.close();
  const merged = Map.groupBy(rows, (row) => `${row.unit}|${row.respondent_type}|${row.lane}`);
  return [...merged.values()].flatMap((same) => {
    const [first] = same;
    const n = same.reduce((sum, { moments }) => sum + decodeFirst(moments), 0);
    return first && n > 0 ? [{ unit: first.unit, respondentType: first.respondent_type, lane: first.lane, n }] : [];
  });
}

function rootOf(): string {
  const db = open();
  const row = db
    .prepare<[], { id: string }>('SELECT id FROM unit WHERE id NOT IN (SELECT unit FROM unit_parent)')
    .get();
  db.close();
  if (!row) throw new Error('no province in the data');
  return row.id;
}

function open() {
  return new Database(join(data, 'hailong.db'), { readonly: true });
}
