import { SKIPPED, type BookletRows } from '../../domain/analysis/survey-data.ts';
import { int32Column, type Column } from './columns.ts';
import type { CsvHeader, CsvReader } from './csv-file.ts';
import { shown } from './input-fault.ts';
import type { QuestionnaireFile } from './questionnaire-file.ts';

interface ItemColumn {
  readonly id: string;
  readonly at: number;
}

/** The booklet of each row of a booklet round, and that its row asks what the booklet holds (METHODS §14, *Booklets*). */
export class BookletColumns {
  private readonly questionnaire: QuestionnaireFile;
  private readonly booklet: Column<Int32Array<ArrayBuffer>> = int32Column();
  private readonly list: BookletRows['list'];

  constructor(questionnaire: QuestionnaireFile) {
    this.questionnaire = questionnaire;
    this.list = Object.entries(questionnaire.booklets ?? {}).flatMap(([family, booklets]) =>
      booklets.map((items, i) => ({ id: `${family}/${i + 1}`, family, items }))
    );
  }

  open({ faults, at }: CsvHeader, items: readonly ItemColumn[]): CsvReader['row'] {
    const [modeAt, stageAt, bookletAt] = [at('filing_mode'), at('stage'), at('booklet')];
    const numbers = new Map(this.list.map(({ id }, number) => [id, number]));
    const notAsked = this.list.map((booklet) =>
      items.filter(({ id }) => id !== this.questionnaire.key_item && !booklet.items.includes(id))
    );
    const skipped = new Set(this.questionnaire.scale.skipped);
    return (fields, row) => {
      const id = fields[bookletAt] ?? '';
      const number = numbers.get(id);
      this.booklet.push(number ?? SKIPPED);
      const family = `${fields[modeAt] ?? ''}/${fields[stageAt] ?? ''}`;
      if (number === undefined) faults.add(`there is no booklet ${shown(id)}`, { row, column: 'booklet' });
      else if (this.list[number]?.family !== family) {
        faults.add(`booklet ${shown(id)} is not of ${shown(family)}`, { row, column: 'booklet' });
      }
      for (const column of notAsked[number ?? -1] ?? []) {
        const value = fields[column.at] ?? '';
        if (!skipped.has(value)) {
          faults.add(`booklet ${shown(id)} does not ask this item (${shown(value)})`, { row, column: column.id });
        }
      }
    };
  }

  done(): BookletRows {
    return { of: this.booklet.done(), list: this.list };
  }
}
