import example from '../../../data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import words from '../../../i18n/vi/criteria-sheet.json' with { type: 'json' };
import { readCriteriaSheet, type SheetFault } from '../../../domain/par/criteria-sheet.ts';
import { CRITERIA_COLUMNS, criteriaRows } from '../../../domain/par/criteria-table.ts';
import { parseCriteriaSet, type CriteriaSet } from '../../../domain/par/criteria-set.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { readTable } from '../../table-file/read-table.ts';
import type { Table } from '../../table-file/table.ts';
import { xlsxOf } from '../../table-file/write-xlsx.ts';
import { checkCriteriaSet, namedCriteriaSet } from './criteria-sets.ts';

interface Workbook {
  readonly fileName: string;
  readonly body: Uint8Array;
}

/** A published criteria set as a workbook, with the explanations beside it. Throws `criteria_set.not_found`. */
export async function criteriaWorkbook(ctx: Context, hash: string): Promise<Workbook> {
  const { criteriaSet } = await namedCriteriaSet(ctx, hash);
  const name = `${criteriaSet.id}-${criteriaSet.version}`.replace(/[^\w.-]/g, '_');
  return { fileName: `${name}.xlsx`, body: await workbookOf(criteriaSet) };
}

/** A workbook to fill in: a set that is valid as it stands, with a row for every area and rows of every kind. */
export async function criteriaTemplate(ctx: Context): Promise<Workbook> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const { criteria: all, ...set } = parseCriteriaSet(example);
  const criteria = all.map((criterion) => ({ ...criterion, owner: 'Sở Nội vụ' }));
  return { fileName: 'bo-tieu-chi-mau.xlsx', body: await workbookOf({ ...set, criteria }) };
}

function workbookOf(set: CriteriaSet): Promise<Uint8Array> {
  return xlsxOf(words.sheet, CRITERIA_COLUMNS, criteriaRows(set), { name: words.notes, rows: words.guide });
}

export type CheckedWorkbook =
  | { readonly ok: true; readonly criteriaSet: CriteriaSet }
  | { readonly ok: false; readonly faults: readonly SheetFault[] };

/**
 * A workbook as the criteria set that its first sheet says, to be looked at before it is published; else all its faults,
 * by row and column. Throws what is wrong with the file as a whole (`table.…`).
 */
export async function checkCriteriaWorkbook(ctx: Context, bytes: Uint8Array): Promise<CheckedWorkbook> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const read = await readTable(ctx.config, bytes);
  if (!read.ok) throw problem(read.code, read.details);
  const sheet = readCriteriaSheet(read.table);
  const checked = checkCriteriaSet(ctx, sheet.document);
  const own = [...odditiesOf(read.table), ...sheet.faults];
  const told = new Set(own.map(({ at }) => at));
  const rest = checked.ok ? [] : checked.faults.map(sheet.placed);
  const faults = [...own, ...rest.filter(({ place }) => !told.has(`${place.rows} ${place.column}`))];
  if (faults.length > 0 || !checked.ok) return { ok: false, faults };
  return { ok: true, criteriaSet: checked.criteriaSet };
}

/** A formula, an error or a merged cell: what it shows is not what the file says. */
function odditiesOf({ rows }: Table): readonly SheetFault[] {
  return rows.flatMap(({ number, oddities }) =>
    oddities.map((oddity): SheetFault => {
      const place = { rows: String(number), column: oddity.kind === 'merged' ? '' : oddity.column };
      return { at: `${place.rows} ${place.column}`, rule: oddity.kind, detail: oddity.kind, place };
    })
  );
}
