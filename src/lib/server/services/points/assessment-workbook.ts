import words from '../../../i18n/vi/points.json' with { type: 'json' };
import type { AssessmentRow } from '../../../domain/par/self-assessment.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import { xlsxOf } from '../../table-file/write-xlsx.ts';
import { assessmentPage, type SheetQuery } from './self-assessment.ts';

const { sheet: labels } = words;
/** Points as the screen shows them; the cells hold them unrounded. */
const POINTS = { 3: '0.00' };

/**
 * The sheet as a workbook: one row a criterion, unrounded points shown with two decimals, the sum of the screen in the last row. Throws
 * `period.not_found`.
 */
export async function assessmentWorkbook(ctx: Context, query: SheetQuery) {
  const { sheet } = await assessmentPage(ctx, query);
  if (!sheet) throw problem('period.not_found');
  const { rows, sum, round } = sheet;
  const lines = rows.map((row) => [
    ...[row.criterion, row.title, row.maxPoints, row.points],
    row.isSimulated ? labels.simulated : labels.claimed,
    ...[evidenceOf(row, round.name), row.agency, labels.status[row.status]]
  ]);
  const columns = [
    ...[labels.column.criterion, labels.column.title, labels.column.max, labels.column.points, labels.column.kind],
    ...[labels.column.evidence, labels.column.agency, labels.column.status]
  ];
  const total = ['', labels.total, sum.maxPoints, sum.points, '', '', '', ''];
  const notes = [
    [labels.note.simulatedTitle, words.simulated],
    [labels.note.roundTitle, round.name],
    [labels.note.periodTitle, sheet.period.name],
    [labels.note.unprovenTitle, sheet.unproven.map(({ criterion }) => criterion).join(', ') || labels.note.none]
  ];
  const body = await xlsxOf(labels.name, columns, [...lines, total], { name: labels.note.title, rows: notes }, POINTS);
  return { fileName: 'bang-tu-cham.xlsx', body };
}

function evidenceOf({ isSimulated, evidence }: AssessmentRow, round: string): string {
  return isSimulated ? labels.fromRound.replace('{{round}}', round) : evidence;
}
