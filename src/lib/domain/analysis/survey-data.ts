/**
 * What `analyze` computes from (METHODS §0): the rows of a survey as columns, and its two documents as they stand in
 * their files (snake_case, as `survey-questionnaire/1` and `survey-plan/1`). The reader has checked all of it.
 */
export interface SurveyData {
  /** Rows (responses); every column has this length. */
  readonly n: number;
  readonly responseIds: readonly string[];
  /** Index into `units`. */
  readonly unit: Int32Array;
  /** In the order of the population file; also units without responses. */
  readonly units: readonly string[];
  /** Index into `respondentTypes`. */
  readonly respondentType: Int32Array;
  readonly respondentTypes: readonly string[];
  /** Index into `strata`. */
  readonly stratum: Int32Array;
  /** In the order of the population file; also strata without responses. */
  readonly strata: readonly SurveyStratum[];
  /** By item: 1 … 5, `NO_OPINION` or `SKIPPED`. */
  readonly items: Readonly<Record<string, Int8Array>>;
  /** `YYYY-MM-DD`; dictionary-coded in the reader, here the value of each row. */
  readonly date: readonly string[];
  readonly counter: readonly string[];
  readonly gender: readonly string[];
  readonly ageGroup: readonly string[];
  /** Epoch milliseconds; the file has local times without a zone. NaN where empty (purged). */
  readonly submittedAt: Float64Array;
  /** Seconds; NaN where empty (purged). */
  readonly durationS: Float64Array;
  /** Of a booklet round only. */
  readonly booklets?: BookletRows | undefined;
}

/** Which booklet a row answered (METHODS §14). */
export interface BookletRows {
  /** By row, index into `list`. */
  readonly of: Int32Array;
  /** In the order of the questionnaire; family `filing_mode/stage`, id `family/number`. */
  readonly list: readonly { readonly id: string; readonly family: string; readonly items: readonly string[] }[];
}

export interface SurveyStratum {
  /** `unit|respondent_type`, or `unit|respondent_type|filing_mode`. */
  readonly id: string;
  readonly unit: string;
  readonly respondentType: string;
  readonly filingMode?: string | undefined;
  /** N_h: settled transactions in the period. */
  readonly population: number;
}

/** Both are missing answers; any code above is a valid one. */
export const NO_OPINION = 0;
export const SKIPPED = -1;

/** `survey-questionnaire/1`. */
export interface SurveyQuestionnaire {
  readonly scale: {
    readonly min: number;
    readonly max: number;
    readonly satisfied: readonly number[];
    readonly no_opinion: readonly string[];
    readonly skipped: readonly string[];
  };
  readonly min_items_area: number;
  readonly min_items_overall: number;
  readonly key_item: string;
  readonly areas: readonly {
    readonly id: string;
    readonly title?: string | undefined;
    readonly items: readonly string[];
    readonly weight: number;
    readonly max_points: number;
  }[];
  readonly points_rule: 'linear' | 'share' | 'mean_over_max';
}

/** `stratified` or `poststratified` (METHODS §5). */
export type SurveyVariant =
  | {
      readonly id: string;
      readonly kind: 'stratified';
      readonly strata: readonly string[];
      readonly fpc: boolean;
      readonly lonely: LonelyPsu;
      readonly cluster?: readonly string[] | null | undefined;
      readonly trim_upper_mean_factor?: number | undefined;
    }
  | { readonly id: string; readonly kind: 'poststratified'; readonly cells: readonly string[] };

export type LonelyPsu = 'fail' | 'remove' | 'adjust' | 'average';

/** `survey-plan/1`. */
export interface SurveyPlan {
  /** Of every interval, such as 0.95. */
  readonly confidence: number;
  readonly design: {
    readonly strata: readonly string[];
    readonly cluster: readonly string[] | null;
    readonly fpc: boolean;
    readonly lonely: LonelyPsu;
  };
  readonly variants: readonly SurveyVariant[];
  readonly raking: readonly {
    readonly id: string;
    readonly base: 'equal' | 'stratified';
    readonly margins: readonly string[];
  }[];
  readonly raking_epsilon: number;
  readonly sample_size: {
    /** Half-width, as a share. */
    readonly margin: number;
    readonly p: number;
    readonly deff: number;
    readonly response_rate: number;
  };
  readonly allocation: { readonly n_total: number; readonly min_per_stratum: number; readonly power: number };
  readonly comparison: boolean;
  readonly integrity: {
    readonly speed_factor: number;
    readonly window_s: number;
    readonly open_s: number;
    readonly min_events: number;
    readonly report_p_below: number;
    readonly winsor: number;
  };
}
