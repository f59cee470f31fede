import { expect, it } from 'vitest';
import { reliabilityResult, type ReliabilitySpec } from '../../src/lib/domain/analysis/reliability-result.ts';
import { Agreement } from './agree.ts';
import { oracleFolder, table, textOf } from './survey-columns.ts';

const folder = oracleFolder('attitude');

it.skipIf(folder === null)('agrees with R on the reliability of the data set attitude', () => {
  if (folder === null) return;
  const spec: ReliabilitySpec = JSON.parse(textOf(folder, 'spec.json'));
  const { names, column } = table(textOf(folder, 'data.csv'));
  const columns = Object.fromEntries(
    names.map((name) => [name, Float64Array.from(column(name), (text) => (text === '' ? NaN : Number(text)))])
  );
  const agreement = new Agreement();
  const { dataset: _, made_by: __, ...expected } = JSON.parse(textOf(folder, 'expected.json'));
  agreement.compare('', reliabilityResult(columns, spec), expected);
  console.log(`attitude: ${agreement.agreed} figures agree, ${agreement.differing.length} differ`);
  expect(agreement.differing).toEqual([]);
});
