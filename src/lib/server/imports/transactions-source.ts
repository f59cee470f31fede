import * as v from 'valibot';
import { countFrom } from '../../domain/import/cell.ts';
import type { ImportRow, PlannedRow, RowNote } from '../../domain/import/fate.ts';
import { unitTitle } from '../../domain/organisation/unit-tree.ts';
import { folded } from '../../domain/shared/folded.ts';
import { problem } from '../../domain/shared/problem.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import { audit } from '../services/audit/audit.ts';
import { COMMON_NAMES } from './common-names.ts';
import type { ImportInput, ImportSource } from './source.ts';

/** A settled count N_h as a row of the file gives it. */
interface Settled {
  readonly unit: string;
  readonly respondentType: string;
  readonly filingMode: string;
  readonly settled: number;
  readonly before: number | null;
}

const undoShape = v.array(
  v.strictObject({
    unit: v.string(),
    respondentType: v.string(),
    filingMode: v.string(),
    settled: v.number(),
    before: v.nullable(v.number())
  })
);

/** The settled transactions N_h of a round by unit, respondent type and filing mode; provisional or final. */
export const transactionsSource: ImportSource = {
  rowsMax: 20_000,
  requireAllowed: (ctx, input) => {
    requireCan(ctx, 'round.manage', ctx.directory.root().id);
    roundOf(ctx, input);
  },
  columns: () => [
    { key: 'unit', names: ['mã đơn vị', 'mã', 'unit', 'unit code'], isRequired: true },
    { key: 'title', names: ['đơn vị', 'tên đơn vị', 'unit name'], isRequired: false },
    { key: 'respondentType', names: ['loại người trả lời', 'đối tượng', 'respondent type'], isRequired: true },
    { key: 'filingMode', names: ['hình thức nộp', 'filing mode'], isRequired: true },
    { key: 'settled', names: ['số hồ sơ đã giải quyết', 'số hồ sơ', 'settled', 'n'], isRequired: true }
  ],
  plan: async (ctx, input, rows) => {
    const known = await knownCounts(ctx, input);
    const names = stratumNames(ctx, input);
    const seen = new Set<string>();
    const read = rows.map((row) => readRow({ known, names, seen }, row));
    return {
      rows: read.map(({ planned }) => planned),
      write: (inside) =>
        write(
          inside,
          input,
          read.flatMap(({ settled }) => settled ?? [])
        )
    };
  },
  undo: async (inside, input, undo) => {
    const rows = v.parse(undoShape, undo);
    const now = await knownCounts(inside, input);
    if (rows.some((row) => now.get(keyOf(row)) !== row.settled)) throw problem('import.undo_stale');
    await write(
      inside,
      input,
      rows.map(({ settled, before, ...row }) => ({
        ...row,
        settled: before ?? 0,
        before: settled,
        isGone: before === null
      }))
    );
  },
  template: async (ctx, input) => {
    const known = await knownCounts(ctx, input);
    const { round } = roundOf(ctx, input);
    const { respondentTypes, filingModes } = ctx.directory.questionnaire(round.questionnaire);
    const units = ctx.directory.units().filter(({ id }) => round.units.has(id));
    return units.flatMap((unit) =>
      respondentTypes.flatMap(({ id: respondentType, text }) =>
        filingModes.map((filingMode) => {
          const count = known.get(keyOf({ unit: unit.id, respondentType, filingMode }));
          const [mode = filingMode] = COMMON_NAMES.filingMode(filingMode);
          return [unit.code, unitTitle(unit), text['vi'] ?? respondentType, mode, count ?? ''];
        })
      )
    );
  },
  page: ({ round = '' }) => `/admin/rounds/${encodeURIComponent(round)}/targets`
};

function roundOf(ctx: Context, input: ImportInput) {
  const isProvisional = input['provisional'] !== '0';
  return { round: ctx.directory.round(input['round'] ?? ''), provisional: isProvisional ? 1 : 0 };
}

const keyOf = (row: Pick<Settled, 'unit' | 'respondentType' | 'filingMode'>) =>
  `${row.unit}|${row.respondentType}|${row.filingMode}`;

async function knownCounts(ctx: Context, input: ImportInput): Promise<ReadonlyMap<string, number>> {
  const { round, provisional } = roundOf(ctx, input);
  const rows = await ctx.db
    .selectFrom('transactions')
    .select(['unit', 'respondent_type as respondentType', 'filing_mode as filingMode', 'settled'])
    .where('round', '=', round.id)
    .where('provisional', '=', provisional)
    .execute();
  return new Map(rows.map((row) => [keyOf(row), row.settled]));
}

/** By plain name, the id of each respondent type and filing mode: its id, or what people call it in either language. */
interface StratumNames {
  readonly respondentTypes: ReadonlyMap<string, string>;
  readonly filingModes: ReadonlyMap<string, string>;
  /** Units by code. */
  readonly units: ReadonlyMap<string, { readonly id: string; readonly title: string }>;
  readonly members: ReadonlySet<string>;
}

function stratumNames(ctx: Context, input: ImportInput): StratumNames {
  const { round } = roundOf(ctx, input);
  const { respondentTypes, filingModes } = ctx.directory.questionnaire(round.questionnaire);
  const types = respondentTypes.flatMap(({ id, text }) =>
    [id, ...Object.values(text)].map((name) => [folded(name), id] as const)
  );
  const modes = filingModes.flatMap((id) =>
    [id, ...COMMON_NAMES.filingMode(id)].map((name) => [folded(name), id] as const)
  );
  return {
    respondentTypes: new Map(types),
    filingModes: new Map(modes),
    units: new Map(ctx.directory.units().map((unit) => [unit.code, { id: unit.id, title: unitTitle(unit) }])),
    members: round.units
  };
}

interface Reading {
  readonly known: ReadonlyMap<string, number>;
  readonly names: StratumNames;
  readonly seen: Set<string>;
}

function readRow({ known, names, seen }: Reading, row: ImportRow): { planned: PlannedRow; settled: Settled | null } {
  const notes: RowNote[] = [...row.notes];
  const text = (key: string) => row.values.get(key) ?? '';
  const unit = names.units.get(text('unit'));
  if (!unit) notes.push({ code: 'unknown_unit', details: { value: text('unit') } });
  else if (!names.members.has(unit.id)) notes.push({ code: 'unit_not_in_round', details: { value: unit.title } });
  const respondentType = names.respondentTypes.get(folded(text('respondentType')));
  if (respondentType === undefined) notes.push(unknown(text('respondentType')));
  const filingMode = names.filingModes.get(folded(text('filingMode')));
  if (filingMode === undefined) notes.push(unknown(text('filingMode')));
  const settled = countFrom(text('settled'));
  const title = [unit?.title ?? text('unit'), text('respondentType'), text('filingMode')].join(' · ');
  if (notes.length === 1 && text('settled') === '' && row.notes[0]?.code === 'missing') {
    return {
      planned: { number: row.number, fate: 'same', title, notes: [{ code: 'left_blank', details: {} }] },
      settled: null
    };
  }
  if (settled === null) notes.push({ code: 'not_a_count', details: { value: text('settled') } });
  const refused = (): { planned: PlannedRow; settled: null } => ({
    planned: { number: row.number, fate: 'problem', title, notes },
    settled: null
  });
  if (!unit || respondentType === undefined || filingMode === undefined || settled === null) return refused();
  const key = keyOf({ unit: unit.id, respondentType, filingMode });
  if (seen.has(key)) notes.push({ code: 'repeated', details: {} });
  seen.add(key);
  if (notes.length > 0) return refused();
  const before = known.get(key) ?? null;
  const fate = before === null ? 'create' : before === settled ? 'same' : 'change';
  const was: readonly RowNote[] =
    fate === 'change' ? [{ code: 'was', details: { value: before ?? 0, now: settled } }] : [];
  return {
    planned: { number: row.number, fate, title, notes: was },
    settled: fate === 'same' ? null : { unit: unit.id, respondentType, filingMode, settled, before }
  };
}

const unknown = (value: string): RowNote => ({ code: 'unknown_value', details: { value } });

async function write(
  inside: Context,
  input: ImportInput,
  rows: readonly (Settled & { isGone?: boolean })[]
): Promise<readonly Settled[]> {
  const { round, provisional } = roundOf(inside, input);
  for (const { unit, respondentType: respondent_type, filingMode: filing_mode, settled, isGone } of rows) {
    const key = { round: round.id, unit, respondent_type, filing_mode, provisional };
    if (isGone) {
      await inside.db
        .deleteFrom('transactions')
        .where((e) => e.and(key))
        .execute();
    } else {
      await inside.db
        .insertInto('transactions')
        .values({ ...key, settled })
        .onConflict((conflict) =>
          conflict.columns(['round', 'unit', 'respondent_type', 'filing_mode', 'provisional']).doUpdateSet({ settled })
        )
        .execute();
    }
  }
  await audit(inside, 'transactions.set', { round: round.id, provisional, rows: rows.length });
  return rows;
}
