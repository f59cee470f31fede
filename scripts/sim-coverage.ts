/**
 * Whether 95 % intervals cover 95 %: seeded samples from populations whose true figures are known, through the one
 * estimator. `npm run sim:coverage [-- --samples N]`. Prints a table; the rows marked * are the intervals the
 * application shows. Exit 1 when one of them is outside what docs/STATISTICS.md promises.
 */
import { parseArgs } from 'node:util';
import bank from '../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { bookletPopulation, clusteredPopulation, stratifiedPopulation } from './sim/population.ts';
import { coverageOf, type Row, type Scenario } from './sim/coverage.ts';

const { values } = parseArgs({ options: { samples: { type: 'string', default: '2000' } } });
const samples = Number(values.samples);
const SEED = 20261124;

const scenarios: Scenario[] = [];
for (const share of [0.5, 0.8, 0.95]) {
  for (const perStratum of [10, 30, 100]) {
    scenarios.push({
      name: `stratified, share ${share}, n_h ${perStratum}`,
      population: stratifiedPopulation({ share, perStratum }),
      bounds: [0.93, 0.97],
      unbiased: true
    });
  }
}
for (const share of [0.5, 0.8, 0.95]) {
  scenarios.push({
    name: `weights 6 : 1, share ${share}, n_h 10`,
    population: stratifiedPopulation({ share, perStratum: 10, unequal: true }),
    bounds: [0.9, 1],
    unbiased: true
  });
}
for (const share of [0.5, 0.8, 0.95]) {
  scenarios.push({
    name: `clusters of 8, 12 a stratum, share ${share}`,
    population: clusteredPopulation({ share, clusters: 12, size: 8 }),
    bounds: [0.93, 0.97],
    unbiased: true
  });
}
for (const [n, least] of [
  [20, 0.9],
  [50, 0.91],
  [100, 0.93],
  [300, 0.94]
] as const) {
  for (const share of [0.5, 0.8, 0.95]) {
    scenarios.push({
      name: `booklets, a unit of ${n}, share ${share}`,
      population: bookletPopulation({ share, n, bank }),
      bounds: [least, 1],
      unbiased: n >= 300
    });
  }
}

scenarios.push({
  name: 'booklets, 300, half of one is lost',
  population: bookletPopulation({ share: 0.8, n: 300, bank, loses: true }),
  bounds: [0.94, 1],
  unbiased: true
});

const Z_MAX = 4;
let failed = 0;
const pad = (text: string, width: number) => text.padEnd(width);
console.log(
  `${samples} samples each, 95 % intervals, Monte Carlo error ± ${((196 * Math.sqrt(0.0475)) / Math.sqrt(samples)).toFixed(1)} points`
);
console.log(`${pad('population', 38)} ${pad('figure', 14)} ${pad('interval', 20)} covers  half-width     bias  in SE`);
for (const [i, scenario] of scenarios.entries()) {
  for (const row of coverageOf(scenario, samples, SEED + i)) {
    const isBiased = scenario.unbiased && Math.abs(row.biasZ) > Z_MAX;
    const isBad = row.shown && (isBiased || row.covers < scenario.bounds[0] || row.covers > scenario.bounds[1]);
    if (isBad) failed += 1;
    print(scenario.name, row, isBad);
  }
}
console.log(
  failed === 0 ? 'Every interval shown is within its bounds.' : `${failed} intervals shown are outside their bounds.`
);
process.exitCode = failed === 0 ? 0 : 1;

function print(name: string, row: Row, isBad: boolean): void {
  const covers = `${(100 * row.covers).toFixed(1)} %`.padStart(6);
  const mark = isBad ? '  outside' : row.shown ? ' *' : '';
  console.log(
    `${pad(name, 38)} ${pad(row.figure, 14)} ${pad(row.interval, 20)} ${covers}  ${row.halfWidth.toFixed(3).padStart(10)}  ${row.bias.toFixed(4).padStart(7)} ${row.biasZ.toFixed(1).padStart(6)}${mark}`
  );
}
