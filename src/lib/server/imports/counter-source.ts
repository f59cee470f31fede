import * as v from 'valibot';
import type { ImportRow, PlannedRow, RowNote } from '../../domain/import/fate.ts';
import { closedDaysText, parseClosedDays, parseServiceFields } from '../../domain/organisation/counter-details.ts';
import { counterName } from '../../domain/organisation/names.ts';
import { openingHoursText, parseOpeningHours } from '../../domain/organisation/opening-hours.ts';
import { unitTitle } from '../../domain/organisation/unit-tree.ts';
import { problem } from '../../domain/shared/problem.ts';
import { localDay } from '../../domain/shared/time.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import { audit } from '../services/audit/audit.ts';
import { loadOrganisation } from '../services/organisation/directory-organisation.ts';
import type { CounterEntry, UnitEntry } from '../services/organisation/directory.ts';
import type { ImportSource } from './source.ts';
import { undoUnits, writeUnits } from './unit-writing.ts';

/** What a file says of a counter, as its columns hold it. */
const detailsShape = v.strictObject({ service_fields: v.string(), hours: v.string(), closed_days: v.string() });
type Details = v.InferOutput<typeof detailsShape>;

const undoShape = v.strictObject({
  added: v.unknown(),
  changed: v.array(v.strictObject({ counter: v.string(), before: detailsShape, after: detailsShape }))
});

/** Counters of units that exist: new ones, and service fields, opening hours and closed days of those that are there. */
export const counterSource: ImportSource = {
  rowsMax: 20_000,
  requireAllowed: (ctx) => requireCan(ctx, 'unit.manage', ctx.directory.root().id),
  columns: () => [
    { key: 'unit', names: ['mã đơn vị', 'mã', 'unit', 'unit code'], isRequired: true },
    { key: 'title', names: ['đơn vị', 'tên đơn vị', 'unit name'], isRequired: false },
    { key: 'name', names: ['tên quầy', 'quầy', 'counter'], isRequired: true },
    { key: 'fields', names: ['lĩnh vực', 'service fields'], isRequired: false },
    { key: 'hours', names: ['giờ mở cửa', 'opening hours', 'hours'], isRequired: false },
    { key: 'closed', names: ['ngày nghỉ', 'closed days'], isRequired: false }
  ],
  plan: async (ctx, _, rows) => {
    const known = await knownCounters(ctx);
    const seen = new Set<string>();
    const read = rows.map((row) => readRow(known, seen, row));
    return { rows: read.map(({ planned }) => planned), write: (inside) => write(inside, known, read) };
  },
  undo: async (inside, _, undo) => {
    const { added, changed } = v.parse(undoShape, undo);
    for (const { counter, before, after } of changed) {
      const now = await inside.db
        .selectFrom('counter')
        .select(['service_fields', 'hours', 'closed_days'])
        .where('id', '=', counter)
        .executeTakeFirst();
      if (JSON.stringify(now) !== JSON.stringify(after)) throw problem('import.undo_stale');
      await setDetails(inside, counter, before);
    }
    await undoUnits(inside, added);
  },
  template: async (ctx) => {
    const { units, counters } = await knownCounters(ctx);
    return [...units.values()].flatMap((unit) =>
      (counters.get(unit.id) ?? []).map(({ name, serviceFields, hours, closedDays }) => {
        const details = [serviceFields.join('; '), openingHoursText(hours), closedDaysText(closedDays)];
        return [unit.code, unitTitle(unit), name, ...details];
      })
    );
  },
  page: () => '/admin/organisation'
};

interface Known {
  /** Units of today that may have counters, by code. */
  readonly units: ReadonlyMap<string, UnitEntry>;
  readonly counters: ReadonlyMap<string, readonly CounterEntry[]>;
}

async function knownCounters(ctx: Context): Promise<Known> {
  const { units, countersByUnit } = await loadOrganisation(ctx.db);
  const root = ctx.directory.root().id;
  const present = [...units.values()].filter(({ id, to }) => to === null && id !== root);
  return { units: new Map(present.map((unit) => [unit.code, unit])), counters: countersByUnit };
}

interface Read {
  readonly planned: PlannedRow;
  readonly unit: UnitEntry | null;
  readonly name: string;
  readonly counter: CounterEntry | null;
  readonly details: Details;
}

function readRow({ units, counters }: Known, seen: Set<string>, row: ImportRow): Read {
  const notes: RowNote[] = [...row.notes];
  const text = (key: string) => row.values.get(key) ?? '';
  const code = text('unit');
  const unit = units.get(code) ?? null;
  const zero = units.has(`0${code}`);
  if (!unit && zero) notes.push({ code: 'zero_lost', details: { value: code, now: `0${code}` } });
  else if (!unit && code !== '') notes.push({ code: 'unknown_unit', details: { value: code } });
  const name = counterName(text('name'));
  if (name === null && text('name') !== '')
    notes.push({ code: 'too_long', details: { value: text('name').slice(0, 60) } });
  const counter = (counters.get(unit?.id ?? '') ?? []).find((known) => known.name === name) ?? null;
  const details = detailsOf(row, counter, notes);
  const key = `${code}|${name ?? ''}`;
  if (unit && name !== null && seen.has(key)) notes.push({ code: 'repeated', details: {} });
  seen.add(key);
  const before = counter && storedDetails(counter);
  const isSame = before !== null && JSON.stringify(before) === JSON.stringify(details);
  const fate = notes.length > 0 ? 'problem' : counter === null ? 'create' : isSame ? 'same' : 'change';
  const title = [unit ? unitTitle(unit) : code, name ?? text('name').slice(0, 60)].join(' · ');
  return { planned: { number: row.number, fate, title, notes }, unit, name: name ?? '', counter, details };
}

/** What the row says; of columns that the file lacks what is there now. */
function detailsOf({ values }: ImportRow, counter: CounterEntry | null, notes: RowNote[]): Details {
  const now = counter
    ? storedDetails(counter)
    : { service_fields: '[]', hours: '[[],[],[],[],[],[],[]]', closed_days: '[]' };
  const said = (key: string, parse: (text: string) => unknown, otherwise: string) => {
    const text = values.get(key);
    if (text === undefined) return otherwise;
    const value = parse(text);
    if (value !== null) return JSON.stringify(value);
    notes.push({ code: key === 'closed' ? 'not_a_day' : 'malformed', details: { value: text.slice(0, 60) } });
    return otherwise;
  };
  return {
    service_fields: said('fields', parseServiceFields, now.service_fields),
    hours: said('hours', parseOpeningHours, now.hours),
    closed_days: said('closed', parseClosedDays, now.closed_days)
  };
}

function storedDetails({ serviceFields, hours, closedDays }: CounterEntry): Details {
  const [service_fields, week, closed_days] = [serviceFields, hours, closedDays].map((part) => JSON.stringify(part));
  return { service_fields: service_fields ?? '', hours: week ?? '', closed_days: closed_days ?? '' };
}

async function write(inside: Context, known: Known, read: readonly Read[]) {
  const positions = new Map([...known.counters].map(([unit, all]) => [unit, all.at(-1)?.position ?? -1]));
  const fresh = read.flatMap(({ planned, unit, name, details }) => {
    if (planned.fate !== 'create' || unit === null) return [];
    const position = (positions.get(unit.id) ?? -1) + 1;
    positions.set(unit.id, position);
    return [{ row: { id: inside.newId(), unit: unit.id, name, position, from: localDay(inside.now()) }, details }];
  });
  const added = await writeUnits(inside, { units: [], named: [], counters: fresh.map(({ row }) => row) });
  for (const { row, details } of fresh)
    await inside.db.updateTable('counter').set(details).where('id', '=', row.id).execute();
  const changed = read.flatMap(({ planned, counter, details }) =>
    planned.fate === 'change' && counter
      ? [{ counter: counter.id, before: storedDetails(counter), after: details }]
      : []
  );
  for (const { counter, after } of changed) await setDetails(inside, counter, after);
  await audit(inside, 'counter.change', { rows: changed.length });
  return { added, changed };
}

async function setDetails({ db }: Context, counter: string, details: Details): Promise<void> {
  await db
    .updateTable('counter')
    .set((e) => ({ ...details, revision: e('revision', '+', 1) }))
    .where('id', '=', counter)
    .execute();
}
