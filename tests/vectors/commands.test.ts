import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Agreement, at, without } from './agree.ts';
import { oracleFolder, SURVEYS, textOf } from './survey-columns.ts';

/** The commands as a person runs them, on the files of the oracle: every figure that R has (METHODS §13). */
const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

const ANALYZE_FILES = {
  responses: 'responses.csv',
  population: 'population.csv',
  questionnaire: 'questionnaire.json',
  plan: 'plan.json',
  margins: 'margins.csv',
  'baseline-responses': 'baseline_responses.csv',
  'baseline-population': 'baseline_population.csv'
};
const DATA_FILES = { data: 'data.csv', spec: 'spec.json' };

describe.each([...SURVEYS, { id: 's7', folder: new URL('./s7/', import.meta.url) }])('analyze $id', ({ folder }) => {
  it('agrees with R on every figure', () => expectAgreement('analyze', ANALYZE_FILES, folder));
});

for (const [command, name] of [
  ['estimate', 'apistrat'],
  ['reliability', 'attitude']
] as const) {
  const folder = oracleFolder(name);
  it.skipIf(!folder)(`${command} agrees with R on every figure of ${name}`, () => {
    if (folder) expectAgreement(command, DATA_FILES, folder);
  });
}

function expectAgreement(command: string, files: Readonly<Record<string, string>>, folder: URL): void {
  const expected: unknown = JSON.parse(textOf(folder, 'expected.json'));
  const agreement = new Agreement();
  agreement.compare('', resultOf(command, files, folder), without(at(expected), 'made_by', 'dataset'));
  console.log(`${command} ${folder.pathname}: ${agreement.agreed} figures agree, ${agreement.differing.length} differ`);
  expect(agreement.differing).toEqual([]);
  expect(agreement.agreed).toBeGreaterThan(100);
}

function resultOf(command: string, files: Readonly<Record<string, string>>, folder: URL): unknown {
  const place = mkdtempSync(join(tmpdir(), 'hailong-vectors-'));
  try {
    const args = Object.entries(files).flatMap(([option, file]) => {
      if (!existsSync(new URL(file, folder)) && !existsSync(new URL(`${file}.gz`, folder))) return [];
      writeFileSync(join(place, file), textOf(folder, file));
      return [`--${option}`, join(place, file)];
    });
    const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, command, ...args, '--format', 'json'], options);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
