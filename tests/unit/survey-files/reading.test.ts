import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { int8Column, TextColumn } from '../../../src/lib/server/survey-files/columns.ts';
import { IdSet } from '../../../src/lib/server/survey-files/id-set.ts';
import { localInstant } from '../../../src/lib/server/survey-files/local-instant.ts';
import { readPopulation } from '../../../src/lib/server/survey-files/population-file.ts';
import { readQuestionnaire } from '../../../src/lib/server/survey-files/questionnaire-file.ts';
import { readResponses } from '../../../src/lib/server/survey-files/responses-file.ts';

const S1 = join(import.meta.dirname, '../../vectors/s1');
const folder = mkdtempSync(join(tmpdir(), 'hailong-reading-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (name: string) => readFileSync(join(S1, name), 'utf8');

async function survey(change: (responses: string) => string, population = (rows: string) => rows) {
  writeFileSync(join(folder, 'responses.csv'), change(text('responses.csv')));
  writeFileSync(join(folder, 'population.csv'), population(text('population.csv')));
  const questionnaire = await readQuestionnaire(join(S1, 'questionnaire.json'));
  const strataColumns = ['unit', 'respondent_type'];
  const { strata } = await readPopulation(join(folder, 'population.csv'), strataColumns);
  return readResponses(join(folder, 'responses.csv'), { questionnaire, strata, strataColumns, booklets: false });
}

describe('responses', () => {
  it('are columns in the order of the file', async () => {
    const data = await survey((rows) => rows);
    expect(data).toMatchObject({ n: 40, respondentTypes: ['citizen', 'organisation'] });
    expect(data.responseIds.slice(0, 2)).toEqual(['R000001', 'R000002']);
    expect(data.units[data.unit[0] ?? -1]).toBe('U09');
    expect(Array.from(data.items['q1']?.slice(0, 2) ?? [])).toEqual([4, 4]);
    expect(data.durationS[0]).toBe(172);
    expect(data.counter[0]).toBe('U09-C1');
  });

  it('are the same with a byte order mark, CRLF, quotation marks, an empty last line', async () => {
    const plain = await survey((rows) => rows);
    const changes = [
      (rows: string) => `\ufeff${rows}`,
      (rows: string) => rows.replaceAll('\n', '\r\n'),
      (rows: string) => rows.replaceAll('citizen', '"citizen"'),
      (rows: string) => `${rows}\n\n`
    ];
    for (const change of changes) expect(await survey(change)).toEqual(plain);
  });

  it('in NFD are those of a unit in NFC', async () => {
    const named = (rows: string) => rows.replaceAll('U05', 'Đồng Đăng').normalize('NFC');
    const composed = await survey(named, named);
    expect(await survey((rows) => named(rows).normalize('NFD'), named)).toEqual(composed);
  });

  it('without time and duration (purged) have NaN', async () => {
    const data = await survey((rows) => rows.replace(/,[^,]*T[\d:]+,/g, ',,'));
    expect(data.submittedAt.every((value) => Number.isNaN(value))).toBe(true);
  });
});

it('a local time is read with and without seconds and zone; what is no time is null', () => {
  const noon = Date.parse('2026-02-28T12:00:00Z');
  expect(localInstant('2026-02-28T12:00:00')).toBe(noon);
  expect(localInstant('2026-02-28 12:00')).toBe(noon);
  expect(localInstant('2026-02-28T12:00:00.5Z')).toBe(noon + 500);
  expect(localInstant('2026-02-28T19:00:00+07:00')).toBe(noon);
  for (const none of ['2026-02-30T12:00:00', '2026-02-28T24:00:00', '2026-02-28', 'x', '2026-02-28T12:00:0x']) {
    expect(localInstant(none), none).toBeNull();
  }
});

it('a set of ids knows each of 10,000 and refuses each a second time', () => {
  const ids = new IdSet();
  for (let i = 0; i < 10_000; i += 1) expect(ids.add(`R${i}`)).toBe(true);
  for (let i = 0; i < 10_000; i += 1) expect(ids.add(`R${i}`)).toBe(false);
});

it('columns grow and keep what they hold', () => {
  const codes = int8Column();
  const texts = new TextColumn();
  for (let i = 0; i < 5000; i += 1) {
    codes.push(i % 7);
    texts.push(`counter ${i % 3}`);
  }
  expect(Array.from(codes.done())).toEqual(Array.from({ length: 5000 }, (_, i) => i % 7));
  expect(texts.done()[4999]).toBe('counter 1');
});
