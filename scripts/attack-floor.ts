/**
 * Asks a running server everything an analyst can ask of a round (unit × respondent type × filing mode × lane, with its
 * areas) and solves the linear systems of the responses behind the replies: of all, of those that answered the key item,
 * and of those that answered each area. Prints how much was answered, and the groups below the floor that could be
 * computed: there must be none. `node scripts/attack-floor.ts --origin http://127.0.0.1:3000 --token … --data data/demo
 * [--round 2026-Q4]`; the token is of an analyst, the data are read for the true sizes only.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
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

interface Cell {
  readonly unit: string;
  readonly respondentType: string;
  readonly filingMode: string;
  readonly lane: string;
  /** By the first part of an item's id (its area, or that of the key item), and of all: how many answered. */
  readonly counts: ReadonlyMap<string, number>;
}

type Question = Omit<Cell, 'counts'>;

interface Group {
  readonly asked: string;
  readonly subject: string;
  readonly columns: readonly number[];
}

interface Reply {
  readonly suppressed: string | null;
  readonly areas: readonly { readonly id: string; readonly suppressed: string | null }[];
  readonly headline: { readonly item: string } | null;
}

const ALL = 'all';
const cells = readCells();
const root = rootOf();
const subjects = [...new Set(cells.flatMap(({ counts }) => [...counts.keys()]))];
const spaces = new Map(subjects.map((subject) => [subject, new RowSpace(cells.length)]));
const small: Group[] = [];
const answered: Record<string, { asked: number; answered: number }> = {};
let questions = 0;
for (const question of everyQuestion()) await ask(question);
for (const subject of subjects) {
  for (const [i, { unit }] of cells.entries()) noteSmall({ asked: unit, subject, columns: [i] });
}
const computed = small.filter(({ subject, columns }) => spaces.get(subject)?.holds(columns));
console.table(answered);
console.log(`${questions} questions; ${small.length} groups below the floor, ${computed.length} computed`);
for (const { asked, subject } of computed) console.log(`${asked}: ${subject}`);
process.exitCode = computed.length === 0 ? 0 : 1;

function* everyQuestion(): Generator<Question> {
  const values = (name: keyof Question) => ['', ...new Set(cells.map((cell) => cell[name]))];
  const lanes = [...new Set([...values('lane'), ...CHANNELS, ...EVIDENCE_CLASSES])];
  for (const unit of [root, ...values('unit').slice(1)]) {
    for (const respondentType of values('respondentType')) {
      for (const filingMode of values('filingMode')) {
        for (const lane of lanes) yield { unit, respondentType, filingMode, lane };
      }
    }
  }
}

async function ask(question: Question): Promise<void> {
  const query = new URLSearchParams({ ...question });
  for (const [name, value] of [...query]) if (value === '') query.delete(name);
  const reply = await fetch(`${origin}/api/v1/rounds/${round}/estimates?${query}`, {
    headers: { authorization: `Bearer ${token}` }
  });
  if (!reply.ok) throw new Error(`${reply.status} for ${query}`);
  const { suppressed, areas, headline } = (await reply.json()) as Reply;
  questions += 1;
  const own = cells.flatMap((cell, i) => (isAsked(cell, question) ? [i] : []));
  const told = new Set(suppressed === null ? [ALL, headline?.item.split('.')[0] ?? ''] : []);
  for (const area of areas) if (area.suppressed === null) told.add(area.id);
  for (const subject of subjects) {
    const columns = own.filter((i) => cells[i]?.counts.has(subject));
    if (columns.length === 0) continue;
    noteSmall({ asked: query.toString(), subject, columns });
    if (told.has(subject)) spaces.get(subject)?.add(columns);
    const line = (answered[kindOf(question, subject)] ??= { asked: 0, answered: 0 });
    line.asked += 1;
    if (told.has(subject)) line.answered += 1;
  }
}

function noteSmall(group: Group): void {
  const n = group.columns.reduce((sum, i) => sum + (cells[i]?.counts.get(group.subject) ?? 0), 0);
  if (n > 0 && n < FLOOR) small.push(group);
}

function isAsked(cell: Cell, { unit, respondentType, filingMode, lane }: Question): boolean {
  const isOf = (asked: string, own: string) => asked === '' || asked === own;
  const isInStratum = isOf(respondentType, cell.respondentType) && isOf(filingMode, cell.filingMode);
  return (unit === root || cell.unit === unit) && isInStratum && keeps(lane, cell.lane);
}

function kindOf({ unit, respondentType, filingMode, lane }: Question, subject: string): string {
  const cuts = [respondentType && 'type', filingMode && 'mode', lane && laneKind(lane)];
  const what = subject === ALL ? [] : ['an area'];
  return [unit === root ? 'province' : 'unit', ...cuts, ...what].filter(Boolean).join(', ');
}

function keeps(asked: string, lane: string): boolean {
  if (asked.includes('/')) return lane === asked;
  return lane.endsWith('/counted') && (asked === '' || lane.split('/').includes(asked));
}

function laneKind(lane: string): string {
  if (lane.includes('/')) return 'lane';
  return CHANNELS.some((channel) => channel === lane) ? 'channel' : 'class';
}

function readCells(): readonly Cell[] {
  const db = open();
  const rows = db
    .prepare<[string], Question & { answers: string }>(
      'SELECT unit, respondent_type AS respondentType, filing_mode AS filingMode, lane, answers FROM response WHERE round = ?'
    )
    .all(round);
  db.close();
  const keyOf = (row: Question) => [row.unit, row.respondentType, row.filingMode, row.lane].join('|');
  return [...Map.groupBy(rows, keyOf).values()].flatMap((same): readonly Cell[] => {
    const [first] = same;
    if (!first) return [];
    const { unit, respondentType, filingMode, lane } = first;
    return [{ unit, respondentType, filingMode, lane, counts: countsOf(same.map(({ answers }) => answers)) }];
  });
}

function countsOf(responses: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map([[ALL, responses.length]]);
  for (const text of responses) {
    const given = Object.entries(JSON.parse(text) as Record<string, unknown>);
    const valid = given.flatMap(([item, value]) => (typeof value === 'number' ? [item.split('.')[0] ?? ''] : []));
    for (const subject of new Set(valid)) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  }
  return counts;
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
