import type { LonelyRule } from '../estimate/design.ts';

/** `survey-estimate-spec/1`: which figures of a data file are asked for (METHODS §12). */
export interface EstimateSpec {
  readonly confidence: number;
  readonly designs: Readonly<Record<string, SpecDesign>>;
}

export interface SpecDesign {
  /** Names of columns; their values are joined. */
  readonly strata: readonly string[] | null;
  readonly cluster: readonly string[] | null;
  /** A column; null: all weights 1. */
  readonly weight: string | null;
  /** A column with the population of the stratum, or its number of PSUs with clusters. */
  readonly fpc: string | null;
  readonly lonely: LonelyRule;
  readonly calibrate: SpecCalibration | null;
  readonly estimates: Readonly<Record<string, Statistic>>;
}

export interface SpecCalibration {
  readonly method: 'raking' | 'poststratify';
  /** By variable, by category: its total. Of `poststratify`: one variable, its cells. */
  readonly margins: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface Restricted {
  readonly domain?: { readonly variable: string; readonly value: string } | undefined;
}

export type Statistic = Restricted &
  (
    | { readonly stat: 'mean' | 'total'; readonly variable: string }
    | { readonly stat: 'ratio'; readonly numerator: string; readonly denominator: string }
    | { readonly stat: 'proportion'; readonly variable: string; readonly value: string }
    | { readonly stat: 'by'; readonly variable: string; readonly by: string; readonly of: 'mean' | 'total' }
    | { readonly stat: 'contrast'; readonly variables: readonly string[]; readonly coefficients: readonly number[] }
    | { readonly stat: 'ratio_of_means'; readonly variables: readonly [string, string] }
    | {
        readonly stat: 'difference';
        readonly variable: string;
        readonly by: string;
        readonly levels: readonly [string, string];
      }
  );

/** The columns of the data file, as far as the specification names them. */
export interface DataTable {
  readonly n: number;
  /** NaN where the cell is empty. */
  readonly numbers: (column: string) => Float64Array;
  /** '' where the cell is empty. */
  readonly texts: (column: string) => readonly string[];
}

/** The columns that are read as numbers, and as texts. */
export function columnsOf({ designs }: EstimateSpec): { readonly numbers: Set<string>; readonly texts: Set<string> } {
  const numbers = new Set<string>();
  const texts = new Set<string>();
  for (const { strata, cluster, weight, fpc, calibrate, estimates } of Object.values(designs)) {
    for (const name of [...(strata ?? []), ...(cluster ?? []), ...Object.keys(calibrate?.margins ?? {})])
      texts.add(name);
    for (const name of [weight, fpc]) if (name !== null) numbers.add(name);
    for (const statistic of Object.values(estimates)) {
      if (statistic.domain) texts.add(statistic.domain.variable);
      if (statistic.stat === 'by' || statistic.stat === 'difference') texts.add(statistic.by);
      for (const name of numericVariables(statistic)) numbers.add(name);
      if (statistic.stat === 'proportion') texts.add(statistic.variable);
    }
  }
  return { numbers, texts };
}

function numericVariables(statistic: Statistic): readonly string[] {
  switch (statistic.stat) {
    case 'proportion':
      return [];
    case 'ratio':
      return [statistic.numerator, statistic.denominator];
    case 'contrast':
    case 'ratio_of_means':
      return statistic.variables;
    default:
      return [statistic.variable];
  }
}
