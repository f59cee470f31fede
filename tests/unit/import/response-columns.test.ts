import { describe, expect, it } from 'vitest';
import bank from '../../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { dayOfInstant } from '../../../src/lib/domain/import/cell.ts';
import { matchColumns } from '../../../src/lib/domain/import/columns.ts';
import { responseColumns, responseWords } from '../../../src/lib/domain/import/response-columns.ts';
import { meaning } from '../../../src/lib/domain/import/value-labels.ts';
import { parseQuestionnaire } from '../../../src/lib/domain/questionnaire/parse.ts';
import { CHANNELS } from '../../../src/lib/domain/tally/lane.ts';
import { COMMON_NAMES } from '../../../src/lib/server/imports/common-names.ts';

const parsed = parseQuestionnaire(bank);
if (!parsed.ok) throw new Error('the bank is a questionnaire');
const q = parsed.questionnaire;
const words = responseWords(q, COMMON_NAMES, CHANNELS);
const specs = responseColumns(q, words);
const found = (columns: readonly string[], chosen: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries([...matchColumns(specs, columns, chosen).at].map(([key, place]) => [key, columns[place]]));
const text = (id: string, language = 'vi') =>
  q.areas.flatMap((area) => area.items).find((item) => item.id === id)?.text[language] ?? '';

describe('columns of a file of responses', () => {
  it('are found by ids as other programs write them', () => {
    const columns = ['A1.1', 'A2_4o', 'group_a/A3_3a', 'A41', 'a5-2', 'G01[A6.1b]', 'OV1', 'A9.9'];
    expect(found(columns)).toEqual({
      'item.A1.1': 'A1.1',
      'item.A2.4o': 'A2_4o',
      'item.A3.3a': 'group_a/A3_3a',
      'item.A4.1': 'A41',
      'item.A5.2': 'a5-2',
      'item.A6.1b': 'G01[A6.1b]',
      'item.OV.1': 'OV1'
    });
  });

  it('are found by the words of the question in either language, without marks, whole, in brackets or cut', () => {
    const columns = [
      text('A1.1').normalize('NFD').toUpperCase(),
      `Ông/Bà thấy thế nào? [${text('A2.2')}]`,
      `12) ${text('A4.2', 'en')}`,
      text('A6.3').slice(0, 25)
    ];
    expect(found(columns)).toEqual({
      'item.A1.1': columns[0],
      'item.A2.2': columns[1],
      'item.A4.2': columns[2],
      'item.A6.3': columns[3]
    });
  });

  it('are left to a person where two would do, and as the person says where one has spoken', () => {
    expect(found(['x/A1_1', 'y/A1_1'])).toEqual({});
    expect(found(['x/A1_1', 'y/A1_1'], { 'item.A1.1': 'y/A1_1' })).toEqual({ 'item.A1.1': 'y/A1_1' });
    expect(found(['A1.1'], { 'item.A1.1': '' })).toEqual({});
    expect(found(['Họ tên', 'Số điện thoại', 'Địa chỉ', '__proto__', 'constructor'])).toEqual({});
  });

  it('are all found in our own template, each once', () => {
    const columns = specs.map(({ names: [first = ''] }) => first);
    const { at, missing, unused } = matchColumns(specs, columns);
    expect([...at.values()].sort((a, b) => a - b)).toEqual(columns.map((_, i) => i));
    expect([missing, unused]).toEqual([[], []]);
  });

  it('may be replaced by what the whole file has, where a column can be', () => {
    const said = { 'whole.stage': 'received', 'whole.counter': 'K7Q2M9XD', 'whole.externalId': '1' };
    const { whole, missing } = matchColumns(specs, ['Giai đoạn', 'Ngày'], said);
    expect([...whole]).toEqual([['counter', 'K7Q2M9XD']]);
    expect(missing).toEqual(['respondentType', 'filingMode']);
  });
});

describe('a cell of an answer', () => {
  const answer = (cell: string, chosen = {}) => meaning(words.labels.answer, cell, chosen, 'answer');

  it('is a number, its words in either language without marks, or both', () => {
    const cells = [
      '5',
      '5.0',
      'Rất hài lòng',
      'RAT_HAI_LONG',
      'very satisfied',
      '5 - Rất hài lòng',
      '5. Very satisfied'
    ];
    expect(cells.map((cell) => answer(cell))).toEqual(cells.map(() => '5'));
    expect(['Không hài lòng', 'hài lòng', '8', 'Tôi chưa gặp việc này'].map((cell) => answer(cell))).toEqual([
      ...['2', '4', 'dont_know', 'not_encountered']
    ]);
  });

  it('is nothing else, unless a person has said what it means', () => {
    const strange = [
      '0',
      '6',
      '7',
      '-1',
      '4,5',
      '5%',
      '(5)',
      '55',
      '5 - Không hài lòng',
      'lòng',
      'constructor',
      '__proto__'
    ];
    expect(strange.filter((cell) => answer(cell) !== undefined)).toEqual([]);
    expect(answer('-1', { 'value.answer.-1': '-' })).toBe('-');
    expect(answer('-1', { 'value.answer.-1': '' })).toBeUndefined();
  });

  it('of a day may be an instant, which is a day in Vietnam', () => {
    expect(dayOfInstant('2026-10-02T23:30:00.000Z')).toBe('2026-10-03');
    expect(dayOfInstant('2026-10-02T23:30:00+07:00')).toBe('2026-10-02');
    expect(dayOfInstant('2026-10-02 23:30:00')).toBe('2026-10-02');
    expect(dayOfInstant('2/10/2026')).toBe('2026-10-02');
    expect(['46296', '2026-13-01 10:00', '2026-02-30T10:00:00', 'hôm nay'].map(dayOfInstant)).toEqual([
      ...[null, null, null, null]
    ]);
  });
});
