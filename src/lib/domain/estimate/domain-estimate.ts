import type { DesignEffect } from './design-effect.ts';

/** `[lower, upper]`; limits of shares may pass 0 or 1: clip on the screen only. */
export type Interval = readonly [number, number];

/** A figure with its spread. `null`: not estimable (METHODS, first lines). */
export interface Figure {
  readonly estimate: number | null;
  readonly se: number | null;
  readonly ci: Interval | null;
}

export interface FigureWithDf extends Figure {
  readonly df: number | null;
}

export interface AreaEstimate extends FigureWithDf, DesignEffect {
  /** Rows with a score in the area. */
  readonly nValid: number;
  /** `family:item`, sorted: the domain measures another mix of items. Do not rank or compare it. */
  readonly itemsWithoutAnswers: readonly string[];
  readonly familiesWithoutAnswers: readonly string[];
  /** The satisfied share, in [0,1]; `n` rows with a valid answer, in a booklet those with a score. */
  readonly satisfied: FigureWithDf & {
    readonly n: number;
    /** The interval that people are shown (`shownShareInterval`); `ci` is ± t·se. */
    readonly ciShown: Interval | null;
  };
  /** The mean of the declared option weights v(x), in [0,1]; df of the area. */
  readonly weighted: Figure;
}

/** What was counted of an item in the domain, unweighted. */
export interface ItemCounts {
  /** Answers 1 … 5. */
  readonly counts: readonly number[];
  /** By missing code (`dont_know`, `not_encountered`). */
  readonly missing: Readonly<Record<string, number>>;
  readonly skipped: number;
}

export interface ItemEstimate extends ItemCounts, DesignEffect {
  /** Valid answers. */
  readonly n: number;
  readonly mean: number | null;
  readonly se: number | null;
  readonly df: number | null;
  readonly ci: Interval | null;
  readonly satisfied: {
    readonly share: number | null;
    readonly se: number | null;
    readonly ci: Interval | null;
    /** The interval that people are shown (`shownShareInterval`). */
    readonly ciShown: Interval | null;
  };
}

export interface KeyItemEstimate extends ItemCounts {
  readonly mean: {
    readonly n: number;
    readonly mean: number | null;
    readonly se: number | null;
    readonly df: number | null;
    readonly ci: Interval | null;
  };
  readonly satisfied: {
    readonly n: number;
    readonly share: number | null;
    readonly se: number | null;
    readonly df: number | null;
    readonly ciWald: Interval | null;
    /** With n*; null where the share has no spread. */
    readonly ciWilson: Interval | null;
    readonly nEff: number | null;
    /** The interval that people are shown (`shownShareInterval`). */
    readonly ciShown: Interval | null;
  };
}

/** The mean of all valid answers of a response, and the satisfied share of all answers (METHODS §1), of full forms. */
export interface OverallEstimate extends FigureWithDf, DesignEffect {
  /** Rows with `overall`. */
  readonly n: number;
  readonly satisfied: FigureWithDf & { readonly n: number };
}

/** Area × area; null where an area has no estimate. */
export type CovarianceMatrix = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

/** What is estimated of the areas of one domain (a union of whole strata). */
export interface DomainAreas {
  readonly confidence: number;
  /** Of the cells; `booklet` without any. */
  readonly form: 'booklet' | 'full';
  /** Rows, whatever their missingness. */
  readonly n: number;
  /** PSUs less strata. */
  readonly df: number;
  /** Rows, or clusters. */
  readonly nPsu: number;
  readonly nStrata: number;
  /** Σ of the weights. */
  readonly population: number;
  readonly familyShares: Readonly<Record<string, number>>;
  /** By area; without those of `areasWithoutItems`. */
  readonly areas: Readonly<Record<string, AreaEstimate>>;
  /** Areas not scored because nobody accountable has an item in them. */
  readonly areasWithoutItems: readonly string[];
  readonly covariance: {
    readonly rating: CovarianceMatrix;
    readonly satisfied: CovarianceMatrix;
    readonly weighted: CovarianceMatrix;
  };
  /** v(1) … v(5) × 1000 of the cells: what `weighted` means; null without cells. */
  readonly optionWeights: readonly number[] | null;
  /** Strata with one response, sorted. */
  readonly lonelyStrata: readonly string[];
}

/** Everything that is estimated of one domain. */
export interface DomainEstimate extends DomainAreas {
  readonly items: Readonly<Record<string, ItemEstimate>>;
  readonly keyItem: KeyItemEstimate;
  /** null where the cells hold none (`withOverall`). */
  readonly overall: OverallEstimate | null;
}
