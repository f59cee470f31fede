import shipped from '../../data/units/lang-son-2025.json' with { type: 'json' };
import type { PlannedRow, RowNote } from '../../domain/import/fate.ts';
import { placed, unitRow, type UnitRow } from '../../domain/import/unit-rows.ts';
import { LIST_MARK } from '../../domain/organisation/names.ts';
import { unitTitle } from '../../domain/organisation/unit-tree.ts';
import { USUAL_COUNTERS } from '../../domain/organisation/usual-counters.ts';
import { localDay } from '../../domain/shared/time.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import { loadOrganisation } from '../services/organisation/directory-organisation.ts';
import type { CounterEntry, UnitEntry } from '../services/organisation/directory.ts';
import type { ImportSource } from './source.ts';
import { undoUnits, writeUnits, type UnitWriting } from './unit-writing.ts';

const BETWEEN = `${LIST_MARK} `;

/** Units with their counters: new ones, corrected names and types, more counters. Nothing ends or moves by a file. */
export const unitSource: ImportSource = {
  rowsMax: 5_000,
  requireAllowed: (ctx) => requireCan(ctx, 'unit.manage', ctx.directory.root().id),
  columns: () => [
    { key: 'code', names: ['mã đơn vị', 'mã', 'code', 'unit code'], isRequired: true },
    { key: 'name', names: ['tên đơn vị', 'tên', 'name', 'unit name'], isRequired: true },
    { key: 'type', names: ['loại', 'loại đơn vị', 'type'], isRequired: true },
    { key: 'parent', names: ['mã cấp trên', 'cấp trên', 'parent', 'parent code'], isRequired: false },
    { key: 'from', names: ['từ ngày', 'ngày bắt đầu', 'from'], isRequired: false },
    { key: 'counters', names: ['các quầy', 'quầy', 'counters'], isRequired: false }
  ],
  plan: async (ctx, _, rows) => {
    const known = await knownUnits(ctx);
    const read = withPlaces(known, rows.map(unitRow));
    const planned = read.map((row) => plannedRow(known, row));
    return {
      rows: planned.map((one) => one.planned),
      write: (inside) => writeUnits(inside, writingOf(ctx, known, planned))
    };
  },
  undo: (inside, _, undo) => undoUnits(inside, undo),
  template: async (ctx, { list }) => (list === 'lang-son' ? shippedRows() : presentRows(await knownUnits(ctx))),
  page: () => '/admin/organisation'
};

interface Known {
  readonly root: UnitEntry;
  readonly byCode: ReadonlyMap<string, UnitEntry>;
  readonly parentOf: ReadonlyMap<string, string>;
  readonly codeOf: ReadonlyMap<string, string>;
  readonly counters: ReadonlyMap<string, readonly CounterEntry[]>;
  /** Units of today by code, how far under the province; '' is the province too. */
  readonly depths: ReadonlyMap<string, number>;
}

async function knownUnits(ctx: Context): Promise<Known> {
  const { units, parents, countersByUnit } = await loadOrganisation(ctx.db);
  const root = ctx.directory.root();
  const parentOf = new Map(
    [...parents.values()].flatMap((rows) =>
      rows.filter(({ to }) => to === null).map(({ unit, parent }) => [unit, parent] as const)
    )
  );
  const depthOf = (id: string): number => (id === root.id ? 0 : 1 + depthOf(parentOf.get(id) ?? root.id));
  const present = [...units.values()].filter(({ to }) => to === null);
  return {
    root,
    byCode: new Map([...units.values()].map((unit) => [unit.code, unit])),
    parentOf,
    codeOf: new Map(present.map(({ id, code }) => [id, code])),
    counters: countersByUnit,
    depths: new Map([['', 0], ...present.map(({ id, code }) => [code, depthOf(id)] as const)])
  };
}

/** The rows with what is wrong with them among the others: repeated codes, and new ones that have no place in the tree. */
function withPlaces(known: Known, rows: readonly UnitRow[]): readonly UnitRow[] {
  const seen = new Set<string>();
  const noted = rows.map((row) => {
    const notes: RowNote[] = [...row.notes];
    if (row.code !== '' && seen.has(row.code)) notes.push({ code: 'repeated', details: {} });
    seen.add(row.code);
    if (!known.byCode.has(row.code) && known.byCode.has(`0${row.code}`))
      notes.push({ code: 'zero_lost', details: { value: row.code, now: `0${row.code}` } });
    return { ...row, notes };
  });
  const fresh = noted.filter(({ code, notes }) => notes.length === 0 && !known.byCode.has(code));
  const { faults } = placed(fresh, known.depths);
  return noted.map((row) => {
    const fault = faults.get(row.number);
    return fault ? { ...row, notes: [fault] } : row;
  });
}

interface Planned {
  readonly row: UnitRow;
  readonly planned: PlannedRow;
  readonly unit: UnitEntry | null;
  /** Names of counters that the unit lacks. */
  readonly added: readonly string[];
}

function plannedRow(known: Known, row: UnitRow): Planned {
  const unit = known.byCode.get(row.code) ?? null;
  const title = unitTitle(row);
  const own = new Set((known.counters.get(unit?.id ?? '') ?? []).map(({ name }) => name));
  const added = row.counters.filter((name) => !own.has(name));
  const notes = [...row.notes, ...(unit ? againstUnit(known, unit, row) : [])];
  const told = (fate: PlannedRow['fate'], said: readonly RowNote[]): Planned => ({
    ...{ row, unit, added },
    planned: { number: row.number, fate, title, notes: said }
  });
  if (notes.length > 0) return told('problem', notes);
  const counters: readonly RowNote[] =
    added.length > 0 ? [{ code: 'counters_added', details: { value: added.length } }] : [];
  if (!unit) return told('create', counters);
  const isNamed = unit.name === row.name && unit.type === row.type;
  const was: readonly RowNote[] = isNamed ? [] : [{ code: 'was', details: { value: unitTitle(unit), now: title } }];
  return told(isNamed && added.length === 0 ? 'same' : 'change', [...was, ...counters]);
}

/** What a file cannot change of a unit that exists. */
function againstUnit(known: Known, unit: UnitEntry, row: UnitRow): readonly RowNote[] {
  if (unit.to !== null) return [{ code: 'ended_unit', details: { value: unitTitle(unit) } }];
  const parent = known.codeOf.get(known.parentOf.get(unit.id) ?? '') ?? '';
  const isUnderRoot = parent === known.root.code || parent === '';
  const saysParent = row.parent === known.root.code ? '' : row.parent;
  const isMoved = saysParent !== null && saysParent !== (isUnderRoot ? '' : parent);
  const isDated = row.from !== null && row.from !== unit.from;
  const counters = unit.id === known.root.id && row.counters.length > 0;
  return isMoved || isDated || counters ? [{ code: 'use_page', details: { value: unitTitle(unit) } }] : [];
}

function writingOf(ctx: Context, known: Known, planned: readonly Planned[]): UnitWriting {
  const fresh = planned.filter(({ planned: { fate } }) => fate === 'create');
  const ids = new Map(fresh.map(({ row }) => [row.code, ctx.newId()]));
  const idOf = (code: string) =>
    code === '' ? known.root.id : (ids.get(code) ?? known.byCode.get(code)?.id ?? known.root.id);
  const byNumber = new Map(fresh.map((one) => [one.row.number, one.row]));
  const { order } = placed(
    fresh.map(({ row }) => row),
    known.depths
  );
  const ordered = order.flatMap((number) => byNumber.get(number) ?? []);
  const changed = planned.filter(({ planned: { fate } }) => fate === 'change');
  return {
    units: ordered.map(({ code, name, type, parent, from }) => ({
      ...{ id: idOf(code), code, name, type, parent: idOf(parent ?? '') },
      from: from ?? localDay(ctx.now())
    })),
    named: changed.flatMap(({ unit, row: { name, type } }) => {
      if (!unit || (unit.name === name && unit.type === type)) return [];
      return [{ unit: unit.id, before: { name: unit.name, type: unit.type }, after: { name, type } }];
    }),
    counters: [...fresh, ...changed].flatMap(({ row, unit, added }) => {
      const last = (known.counters.get(unit?.id ?? '') ?? []).at(-1)?.position ?? -1;
      return added.map((name, i) => ({
        ...{ id: ctx.newId(), unit: idOf(row.code), name, position: last + 1 + i },
        from: unit ? localDay(ctx.now()) : (row.from ?? localDay(ctx.now()))
      }));
    })
  };
}

function shippedRows() {
  return shipped.units.map(({ code, name, type }) => [
    code,
    name,
    type,
    '',
    shipped.from,
    USUAL_COUNTERS.join(BETWEEN)
  ]);
}

function presentRows({ root, byCode, parentOf, codeOf, counters }: Known) {
  return [...byCode.values()]
    .filter(({ id, to }) => to === null && id !== root.id)
    .map(({ id, code, name, type, from }) => {
      const parent = parentOf.get(id) ?? root.id;
      const names = (counters.get(id) ?? []).map((counter) => counter.name);
      return [code, name, type, parent === root.id ? '' : (codeOf.get(parent) ?? ''), from, names.join(BETWEEN)];
    });
}
