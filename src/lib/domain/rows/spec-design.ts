import type { Calibration } from './calibration.ts';
import type { DataTable, SpecCalibration, SpecDesign } from './estimate-spec.ts';
import { postStratification } from './post-stratification.ts';
import { raking, RakingFault, type Margin } from './raking.ts';
import { rowDesign, type RowDesign } from './row-design.ts';

/** What of a specification the data cannot bear; `row` counts from 0. */
export class SpecFault extends Error {
  readonly row: number | undefined;
  readonly column: string | undefined;

  constructor(message: string, place: { readonly row?: number; readonly column?: string } = {}) {
    super(message);
    this.row = place.row;
    this.column = place.column;
  }
}

/** The design of a specification on its data. */
export function specDesign(spec: SpecDesign, table: DataTable): RowDesign {
  const weights = spec.weight === null ? new Float64Array(table.n).fill(1) : table.numbers(spec.weight);
  const bad = weights.findIndex((weight) => !(weight > 0));
  if (bad >= 0) throw new SpecFault('a weight is a number above 0', { row: bad, column: spec.weight ?? '' });
  const stratum = spec.strata && numbered(spec.strata, table);
  const cluster = spec.cluster && numbered(spec.cluster, table);
  const calibration = spec.calibrate && calibrated(weights, spec.calibrate, table);
  const populations = spec.fpc === null ? null : stratumPopulations(spec.fpc, stratum, table);
  const design = rowDesign({ weights, stratum, cluster, populations, lonely: 'adjust', calibration });
  refuseTooMany(spec, design, populations);
  const hasLonely = design.psus.some((count, h) => count === 1 && design.unsampled[h] !== 0);
  if (spec.lonely === 'fail' && hasLonely) throw new SpecFault('a stratum has one PSU, and lonely is "fail"');
  return { ...design, lonely: spec.lonely };
}

function numbered(columns: readonly string[], table: DataTable): Int32Array {
  const texts = columns.map((column) => table.texts(column));
  const numbers = new Map<string, number>();
  return Int32Array.from({ length: table.n }, (_, i) => {
    const parts = texts.map((column) => column[i] ?? '');
    const empty = parts.indexOf('');
    if (empty >= 0) throw new SpecFault('is empty', { row: i, column: columns[empty] ?? '' });
    const key = parts.join('|');
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function stratumPopulations(column: string, stratum: Int32Array | null, table: DataTable): readonly number[] {
  const values = table.numbers(column);
  const populations: number[] = [];
  for (let i = 0; i < table.n; i += 1) {
    const h = stratum?.[i] ?? 0;
    const value = values[i] ?? NaN;
    if (!(value > 0)) throw new SpecFault('a population is a number above 0', { row: i, column });
    const known = populations[h] ?? value;
    if (known !== value) throw new SpecFault(`the stratum has ${known} above and ${value} here`, { row: i, column });
    populations[h] = value;
  }
  return populations;
}

function refuseTooMany(spec: SpecDesign, { psus }: RowDesign, populations: readonly number[] | null): void {
  const h = populations ? psus.findIndex((count, stratum) => count > (populations[stratum] ?? 0)) : -1;
  if (h < 0) return;
  const what = `a stratum has ${psus[h]} PSUs, more than its population ${populations?.[h]}`;
  throw new SpecFault(what, { column: spec.fpc ?? '' });
}

function calibrated(starting: Float64Array, { method, margins }: SpecCalibration, table: DataTable): Calibration {
  const list = Object.entries(margins).map(([variable, totals]) => marginOf(variable, totals, table));
  const [cells, ...others] = list;
  if (method === 'raking') return raking(starting, list);
  if (!cells || others.length > 0) throw new SpecFault('poststratify takes the cells of one variable');
  const observed = new Set(cells.category);
  const empty = cells.categories.find((_, c) => !observed.has(c));
  if (empty !== undefined) throw new RakingFault(`${cells.variable} "${empty}" has a total and no rows`);
  return postStratification({ starting, cell: cells.category, totals: cells.targets });
}

function marginOf(variable: string, totals: Readonly<Record<string, number>>, table: DataTable): Margin {
  const categories = Object.keys(totals);
  const numbers = new Map(categories.map((name, c) => [name, c]));
  const category = Int32Array.from(table.texts(variable), (text, row) => {
    const number = numbers.get(text);
    if (number === undefined) throw new SpecFault(`"${text}" has no total`, { row, column: variable });
    return number;
  });
  return { variable, category, categories, targets: Object.values(totals) };
}
