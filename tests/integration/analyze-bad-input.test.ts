import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/analyze.ts';

const S1 = join(import.meta.dirname, '../vectors/s1');
const NAMES = {
  responses: 'responses.csv',
  population: 'population.csv',
  questionnaire: 'questionnaire.json',
  plan: 'plan.json'
} as const;
type Name = keyof typeof NAMES;

let folder = '';
let complaints: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hailong-bad-input-'));
  complaints = [];
  vi.spyOn(console, 'error').mockImplementation((text: unknown) => void complaints.push(String(text)));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const original = (name: Name) => readFileSync(join(S1, NAMES[name]), 'utf8');
const lines = (name: Name, change: (list: string[]) => void) => {
  const list = original(name).split('\n');
  change(list);
  return list.join('\n');
};
const replace = (name: Name, from: string | RegExp, to: string) => original(name).replace(from, to);

/** Runs `analyze` on s1 with one file changed; its exit code. Nothing may reach the standard output. */
async function analyze(changed: Partial<Record<Name, string | Buffer>>): Promise<number> {
  const values: Record<string, string> = { format: 'nothing' };
  for (const [name, file] of Object.entries(NAMES)) {
    const content = Object.entries(changed).find(([own]) => own === name)?.[1];
    if (content === undefined) values[name] = join(S1, file);
    else writeFileSync((values[name] = join(folder, file)), content);
  }
  return run({ values: { ...values, format: 'json' }, words: [] });
}

const cases: readonly (readonly [string, () => Partial<Record<Name, string | Buffer>>, RegExp])[] = [
  [
    'a stratum that is not in the population file',
    () => ({ responses: lines('responses', (list) => (list[3] = (list[3] ?? '').replace(/,U\d+,/, ',U99,'))) }),
    /responses\.csv, row 4, column unit\|respondent_type: stratum "U99\|/
  ],
  [
    'a code outside the scale',
    () => ({ responses: lines('responses', (list) => (list[5] = (list[5] ?? '').replace(/[^,]*$/, '6'))) }),
    /responses\.csv, row 6, column q21: "6" is not on the scale/
  ],
  [
    'a response that stands twice',
    () => ({ responses: lines('responses', (list) => (list[7] = (list[7] ?? '').replace(/^\w+/, 'R000001'))) }),
    /responses\.csv, row 8, column response_id: "R000001" stands twice/
  ],
  [
    'more responses than transactions, with fpc',
    () => ({ population: replace('population', /U03,citizen,\d+/, 'U03,citizen,1') }),
    /population\.csv, row 6, column N: stratum "U03\|citizen" has 2 responses, more than its N = 1/
  ],
  [
    'a column that is missing',
    () => ({ responses: replace('responses', ',date,', ',datum,') }),
    /responses\.csv, row 1, column date: there is no such column/
  ],
  [
    'semicolons',
    () => ({ responses: original('responses').replaceAll(',', ';') }),
    /responses\.csv, row 1: is separated by semicolons/
  ],
  ['a workbook', () => ({ responses: Buffer.from('PK\u0003\u0004rest') }), /responses\.csv: is an Excel workbook/],
  ['UTF-16', () => ({ responses: Buffer.from(`\ufeff${original('responses')}`, 'utf16le') }), /is UTF-16/],
  ['windows-1258', () => ({ responses: Buffer.from([0x61, 0x2c, 0xd0, 0xf5]) }), /is not UTF-8/],
  ['JSON', () => ({ responses: original('plan') }), /responses\.csv, row 1: is not a CSV file/],
  [
    'a quotation mark left open',
    () => ({ responses: lines('responses', (list) => (list[3] = `"${list[3]}`)) }),
    /responses\.csv, row 4: Quoted field unterminated/
  ],
  [
    'a row that is too long',
    () => ({ responses: lines('responses', (list) => (list[2] = `${list[2]},5`)) }),
    /responses\.csv, row 3: has 31 columns, the header 30/
  ],
  ['an empty file', () => ({ responses: '' }), /responses\.csv: is empty/],
  [
    'a header alone',
    () => ({ responses: lines('responses', (list) => list.splice(1)) }),
    /responses\.csv: has no responses/
  ],
  [
    'a plan with an unknown key',
    () => ({ plan: replace('plan', '"confidence"', '"confidense": 0.9, "confidence"') }),
    /plan\.json: confidense: is not a key that is known here/
  ],
  [
    'a plan without a key',
    () => ({ plan: replace('plan', /"sample_size": \{[^}]*\},/, '') }),
    /plan\.json: sample_size: is missing/
  ],
  ['JSON that is cut', () => ({ plan: original('plan').slice(0, 300) }), /plan\.json: is not JSON/],
  [
    'lonely strata under "fail"',
    () => ({ plan: original('plan').replace('"lonely": "adjust"', '"lonely": "fail"') }),
    /population\.csv, row \d+: stratum "U01\|organisation" has one PSU/
  ]
];

describe('analyze ends with 2 and says where', () => {
  it.each(cases)('%s', async (_, changed, message) => {
    expect(await analyze(changed())).toBe(2);
    expect(complaints.join('\n')).toMatch(message);
  });

  it('a file that is not there, a folder, an option that is missing', async () => {
    const plan = join(S1, 'plan.json');
    const questionnaire = join(S1, 'questionnaire.json');
    const values = { plan, questionnaire, population: join(folder, 'none.csv'), responses: folder, format: 'json' };
    expect(await run({ values, words: [] })).toBe(2);
    expect(await run({ values: { ...values, population: join(S1, 'population.csv') }, words: [] })).toBe(2);
    expect(await run({ values: { plan, questionnaire }, words: [] })).toBe(2);
    expect(complaints.join('\n')).toMatch(/there is no such file[^]*is a folder[^]*--responses FILE is missing/);
  });

  it('with all faults of a file at once, up to twenty', async () => {
    const responses = original('responses').replace(/,[^,\n]*$/gm, (end) => (end.startsWith(',q') ? end : ',9'));
    expect(await analyze({ responses })).toBe(2);
    expect(complaints.join('\n').match(/is not on the scale/g)).toHaveLength(20);
  });
});
