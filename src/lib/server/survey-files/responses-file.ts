import type { SurveyData, SurveyStratum } from '../../domain/analysis/survey-data.ts';
import { AnswerCodes, OFF_SCALE } from './answer-codes.ts';
import { BookletColumns } from './booklet-columns.ts';
import { float64Column, int32Column, int8Column, ownCopy, TextColumn, type Column } from './columns.ts';
import { readCsv, type CsvHeader, type CsvReader, type Progress } from './csv-file.ts';
import { IdSet } from './id-set.ts';
import { shown } from './input-fault.ts';
import { localInstant } from './local-instant.ts';
import { itemColumns, type QuestionnaireFile } from './questionnaire-file.ts';

export interface ResponsesInput {
  readonly questionnaire: QuestionnaireFile;
  readonly strata: readonly SurveyStratum[];
  readonly strataColumns: readonly string[];
  /** A booklet round: no profile, no times, but a family and a booklet. */
  readonly booklets: boolean;
  readonly progress?: Progress | undefined;
}

/** The responses of a file as columns (METHODS §0); throws an `InputFault` that names row and column. */
export function readResponses(path: string, input: ResponsesInput): Promise<SurveyData> {
  return collectResponses(input, (open) => readCsv(path, open, input.progress));
}

/** Hands rows to whoever `open` returns for their header: a file, or a round of the database. */
export type RowSource = (open: (header: CsvHeader) => CsvReader['row']) => Promise<void>;

/** The same of any source of rows, so that a round and its exported files are one analysis. */
export async function collectResponses(input: ResponsesInput, source: RowSource): Promise<SurveyData> {
  const columns = new ResponseColumns(input);
  await source((header) => columns.open(header));
  return columns.data();
}

const DATE = /^(\d{4}-\d{2}-\d{2})?$/;

class ResponseColumns {
  private readonly input: ResponsesInput;
  private readonly ids = new IdSet();
  private readonly stratum = int32Column();
  private readonly strataByRaw = new Map<string, number>();
  private readonly strataById: ReadonlyMap<string, number>;
  private readonly items: readonly { readonly id: string; readonly codes: Column<Int8Array<ArrayBuffer>> }[];
  private readonly codes: AnswerCodes;
  private readonly texts = {
    date: new TextColumn(),
    counter: new TextColumn(),
    gender: new TextColumn(),
    age_group: new TextColumn()
  };
  private readonly submittedAt = float64Column();
  private readonly durationS = float64Column();
  private readonly booklets: BookletColumns | null;

  constructor(input: ResponsesInput) {
    this.input = input;
    const { scale } = input.questionnaire;
    this.strataById = new Map(input.strata.map(({ id }, h) => [id, h]));
    this.items = itemColumns(input.questionnaire).map((id) => ({ id, codes: int8Column() }));
    this.codes = new AnswerCodes(scale);
    this.booklets = input.booklets ? new BookletColumns(input.questionnaire) : null;
  }

  open(header: CsvHeader): CsvReader['row'] {
    const { faults, at } = header;
    const idAt = at('response_id');
    const addStratum = this.stratumReader(header);
    const addTexts = this.textReader(header);
    const addTimes = this.input.booklets ? null : this.timeReader(header);
    const items = this.items.map((item) => ({ ...item, at: at(item.id) }));
    const addBooklet = this.booklets?.open(header, items);
    return (fields, row) => {
      const id = ownCopy(fields[idAt] ?? '');
      if (id === '') faults.add('is empty', { row, column: 'response_id' });
      if (!this.ids.add(id)) faults.add(`${shown(id)} stands twice`, { row, column: 'response_id' });
      addStratum(fields, row);
      addTexts(fields, row);
      addTimes?.(fields, row);
      for (let i = 0; i < items.length; i += 1) {
        const item = items[i];
        if (!item) continue;
        const code = this.codes.of(fields[item.at] ?? '');
        if (code === OFF_SCALE) {
          faults.add(`${shown(fields[item.at] ?? '')} is not on the scale`, { row, column: item.id });
        }
        item.codes.push(code);
      }
      addBooklet?.(fields, row);
    };
  }

  data(): SurveyData {
    const { strata } = this.input;
    const units = [...new Set(strata.map(({ unit }) => unit))];
    const respondentTypes = [...new Set(strata.map(({ respondentType }) => respondentType))];
    const stratum = this.stratum.done();
    const unitOf = strata.map(({ unit }) => units.indexOf(unit));
    const typeOf = strata.map(({ respondentType }) => respondentTypes.indexOf(respondentType));
    const { date, counter, gender, age_group } = this.texts;
    return {
      n: stratum.length,
      responseIds: this.ids.ids,
      unit: stratum.map((h) => unitOf[h] ?? 0),
      units,
      respondentType: stratum.map((h) => typeOf[h] ?? 0),
      respondentTypes,
      stratum,
      strata,
      items: Object.fromEntries(this.items.map(({ id, codes }) => [id, codes.done()])),
      date: date.done(),
      counter: counter.done(),
      gender: gender.done(),
      ageGroup: age_group.done(),
      submittedAt: this.submittedAt.done(),
      durationS: this.durationS.done(),
      booklets: this.booklets?.done()
    };
  }

  private stratumReader({ faults, at }: CsvHeader): CsvReader['row'] {
    const { strataColumns } = this.input;
    const places = strataColumns.map((column) => at(column));
    return (fields, row) => {
      const raw = places.map((place) => fields[place] ?? '').join('|');
      let number = this.strataByRaw.get(raw);
      if (number === undefined) {
        const id = ownCopy(raw);
        number = this.strataById.get(id) ?? -1;
        this.strataByRaw.set(ownCopy(raw, false), number);
      }
      if (number < 0) {
        faults.add(`stratum ${shown(raw.normalize('NFC'))} is not in the population file`, {
          row,
          column: strataColumns.join('|')
        });
      }
      this.stratum.push(number);
    };
  }

  private textReader({ faults, at }: CsvHeader): CsvReader['row'] {
    const { date, counter, gender, age_group } = this.texts;
    const [dateAt, counterAt] = [at('date'), at('counter')];
    const [genderAt, ageAt] = this.input.booklets ? [-1, -1] : [at('gender'), at('age_group')];
    return (fields, row) => {
      date.push(fields[dateAt] ?? '', (name) => {
        if (!DATE.test(name)) faults.add(`${shown(name)} is no date like 2026-01-31`, { row, column: 'date' });
      });
      counter.push(fields[counterAt] ?? '');
      if (genderAt < 0) return;
      gender.push(fields[genderAt] ?? '');
      age_group.push(fields[ageAt] ?? '');
    };
  }

  private timeReader({ faults, at }: CsvHeader): CsvReader['row'] {
    const [submittedAt, durationAt] = [at('submitted_at'), at('duration_s')];
    return (fields, row) => {
      const [submitted = '', duration = ''] = [fields[submittedAt], fields[durationAt]];
      const instant = submitted === '' ? NaN : localInstant(submitted);
      if (instant === null) {
        faults.add(`${shown(submitted)} is no time like 2026-01-31T14:05:00`, { row, column: 'submitted_at' });
      }
      this.submittedAt.push(instant ?? NaN);
      const seconds = duration === '' ? NaN : Number(duration);
      if (duration !== '' && !(seconds >= 0 && seconds < Infinity)) {
        faults.add(`${shown(duration)} is no number of seconds`, { row, column: 'duration_s' });
      }
      this.durationS.push(seconds);
    };
  }
}
