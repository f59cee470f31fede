import type { SurveyStratum } from '../../domain/analysis/survey-data.ts';
import { readCsv } from './csv-file.ts';
import { shown } from './input-fault.ts';

/** The population of a survey: its strata, and the rows in which they stand, for messages. */
export interface PopulationFile {
  readonly strata: readonly SurveyStratum[];
  readonly rowOf: ReadonlyMap<string, number>;
}

/** `unit,respondent_type,N`, with `filing_mode` where the strata have it: one row a stratum (METHODS §0). */
export async function readPopulation(path: string, strataColumns: readonly string[]): Promise<PopulationFile> {
  const strata: SurveyStratum[] = [];
  const rowOf = new Map<string, number>();
  const hasMode = strataColumns.includes('filing_mode');
  await readCsv(path, ({ faults, columns, at }) => {
    const [unitAt, typeAt, sizeAt] = [at('unit'), at('respondent_type'), at('N')];
    const modeAt = hasMode ? at('filing_mode') : -1;
    if (!hasMode && columns.includes('filing_mode')) {
      faults.add('the plan has no filing_mode in design.strata', { row: 1, column: 'filing_mode' });
    }
    const part = (fields: readonly string[], place: number, column: string, row: number) => {
      const value = (fields[place] ?? '').normalize('NFC');
      if (value === '') faults.add('is empty', { row, column });
      if (value.includes('|')) faults.add(`${shown(value)} has a "|", which parts a stratum's id`, { row, column });
      return value;
    };
    return (fields, row) => {
      const unit = part(fields, unitAt, 'unit', row);
      const respondentType = part(fields, typeAt, 'respondent_type', row);
      const filingMode = hasMode ? part(fields, modeAt, 'filing_mode', row) : undefined;
      const size = fields[sizeAt] ?? '';
      const id = [unit, respondentType, ...(filingMode === undefined ? [] : [filingMode])].join('|');
      if (!/^\d+(\.\d+)?$/.test(size)) faults.add(`${shown(size)} is no number of transactions`, { row, column: 'N' });
      if (rowOf.has(id)) faults.add(`stratum ${shown(id)} stands in row ${rowOf.get(id)} too`, { row });
      rowOf.set(id, row);
      strata.push({ id, unit, respondentType, filingMode, population: Number(size) });
    };
  });
  return { strata, rowOf };
}
