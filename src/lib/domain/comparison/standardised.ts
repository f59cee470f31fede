import type { Interval } from '../estimate/domain-estimate.ts';
import { shownShareInterval } from '../estimate/share-intervals.ts';
import { assert } from '../shared/assert.ts';

/** The valid answers of a unit in one field and one stratum of its sample, and those of them that are satisfied. */
export interface FieldCell {
  readonly field: string;
  readonly stratum: string;
  readonly answers: number;
  readonly satisfied: number;
}

/** A unit as a sample of strata that its fields divide. */
export interface FieldSample {
  readonly cells: readonly FieldCell[];
  /** Responses of a stratum, whatever they answered, and the weight of each (N_h/n_h; 1 where N is not known). */
  readonly strata: ReadonlyMap<string, { readonly rows: number; readonly weight: number }>;
}

/** The part of each field in the standard, in (0, 1], together 1. */
export type StandardMix = ReadonlyMap<string, number>;

export interface StandardisedShare {
  readonly share: number;
  readonly se: number | null;
  readonly df: number;
  /** Valid answers in the fields of the standard. */
  readonly n: number;
  readonly ci: Interval | null;
  /** The part of the standard mix in whose fields the unit has answers, in (0, 1]. */
  readonly coverage: number;
}

/** The fields of the compared units by their answers: what of people's matters is common to all of them. */
export function standardMix(units: readonly FieldSample[]): StandardMix {
  const answers = new Map<string, number>();
  for (const { cells } of units)
    for (const cell of cells)
      if (cell.answers > 0) answers.set(cell.field, (answers.get(cell.field) ?? 0) + cell.answers);
  const whole = sum(answers.values());
  return new Map([...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([field, n]) => [field, n / whole]));
}

/**
 * The share that a unit would have, were its fields mixed as in the standard: Σ a_f p_f with a the standard mix over the
 * fields that the unit has (direct standardisation: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions,
 * 3rd ed. 2003, §19.2). Two units with the same fields and equal p_f have the same, whatever their own mixes. p_f is the
 * weighted ratio in the field; V is that of its linearised variable in the strata of the unit (Särndal, Swensson &
 * Wretman, 1992, §5.6), the mix taken as given. Null where it has none of the fields.
 */
export function standardisedShare(sample: FieldSample, mix: StandardMix, confidence: number): StandardisedShare | null {
  const cells = sample.cells.filter(({ field, answers }) => answers > 0 && mix.has(field));
  if (cells.length === 0) return null;
  const fields = fieldsOf(sample, cells);
  const coverage = Math.min(1, sum([...fields.keys()].map((field) => mix.get(field) ?? 0)));
  const partOf = (field: string) => (mix.get(field) ?? 0) / coverage;
  const share = sum([...fields].map(([field, { p }]) => partOf(field) * p));
  // z = a_f w (y − p_f)/D_f of each valid answer: their sums and squares by stratum.
  const spread = new Map<string, { z: number; squares: number }>();
  let squaredWeights = 0;
  for (const { field, stratum, answers, satisfied } of cells) {
    const { p = 0, whole = 1 } = fields.get(field) ?? {};
    const each = (partOf(field) * weightOf(sample, stratum)) / whole;
    const known = spread.get(stratum) ?? { z: 0, squares: 0 };
    known.z += each * (satisfied - p * answers);
    known.squares += each ** 2 * (satisfied * (1 - p) ** 2 + (answers - satisfied) * p ** 2);
    spread.set(stratum, known);
    squaredWeights += each ** 2 * answers;
  }
  const rows = [...sample.strata.values()].map((stratum) => stratum.rows);
  const df = sum(rows) - rows.length;
  const variance = sum([...spread].map(([stratum, of]) => stratumVariance(of, sample.strata.get(stratum)?.rows ?? 0)));
  const se = df > 0 ? Math.sqrt(Math.max(0, variance)) : null;
  const n = sum(cells.map(({ answers }) => answers));
  const ci = shownShareInterval({ share, se, df, n, most: 1 / squaredWeights }, confidence);
  return { share, se, df, n, ci, coverage };
}

/** By field, the weighted answers and the weighted share of satisfied ones. */
function fieldsOf(sample: FieldSample, cells: readonly FieldCell[]) {
  const fields = new Map<string, { p: number; whole: number }>();
  for (const [field, own] of Map.groupBy(cells, (cell) => cell.field)) {
    const weighted = (value: (cell: FieldCell) => number) =>
      sum(own.map((cell) => weightOf(sample, cell.stratum) * value(cell)));
    const whole = weighted(({ answers }) => answers);
    fields.set(field, { p: weighted(({ satisfied }) => satisfied) / whole, whole });
  }
  return fields;
}

function weightOf({ strata }: FieldSample, stratum: string): number {
  const weight = strata.get(stratum)?.weight ?? 0;
  assert(weight > 0, 'a stratum with answers has a weight', { stratum });
  return weight;
}

/** A stratum of one response is centred at the unit, as everywhere (docs/STATISTICS.md). */
function stratumVariance({ z, squares }: { readonly z: number; readonly squares: number }, rows: number): number {
  return rows > 1 ? (rows / (rows - 1)) * (squares - z ** 2 / rows) : squares;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
