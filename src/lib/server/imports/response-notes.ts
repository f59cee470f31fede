import sheet from '../../i18n/vi/response-sheet.json' with { type: 'json' };
import { CHOICE_KEYS, responseColumns, type ResponseWords } from '../../domain/import/response-columns.ts';
import { MISSING_KEYS } from '../../domain/paper/keys.ts';
import type { Questionnaire } from '../../domain/questionnaire/document.ts';
import type { NoteSheet } from '../table-file/write-xlsx.ts';

/** What each column of the workbook to fill in takes: a row a value, as it can be copied. In Vietnamese, as the columns. */
export function responseNotes(
  q: Questionnaire,
  words: ResponseWords,
  round: { readonly opensOn: string; readonly closesOn: string }
): NoteSheet {
  const names = new Map(responseColumns(q, words).map(({ key, names: [first = key] }) => [key, first]));
  const told = (key: string, text: string) => [names.get(key) ?? key, text];
  const days = sheet.day.replace('{from}', dayText(round.opensOn)).replace('{to}', dayText(round.closesOn));
  const choices = CHOICE_KEYS.flatMap((key) =>
    words.choices[key].map(({ id, names: [label = id] }) => told(key, label))
  );
  const answers = [
    ...q.scale.options.map(({ value, text }) => `${value} - ${text['vi'] ?? ''}`),
    ...q.scale.missing.map(({ id, text }) => `${MISSING_KEYS[id] ?? id} - ${text['vi'] ?? ''}`),
    sheet.empty
  ];
  return {
    name: sheet.sheet,
    rows: [
      [sheet.column, sheet.allowed],
      told('externalId', sheet.externalId),
      told('unit', sheet.unit),
      told('counter', sheet.counter),
      told('day', days),
      ...choices,
      ...answers.map((answer) => [sheet.items, answer]),
      told('comment', sheet.comment)
    ]
  };
}

const dayText = (day: string) => day.split('-').reverse().map(Number).join('/');
