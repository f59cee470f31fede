import type { MomentLayout } from '../tally/layout.ts';
import type { Moments } from '../tally/moments.ts';
import type { Questionnaire } from '../questionnaire/document.ts';

/** The moments of the rows of a stratum that answered one booklet; several cells may share both (lanes, counters). */
export interface Cell {
  /** `unit|respondentType|filingMode`. */
  readonly stratum: string;
  readonly booklet: string;
  /** `filingMode/stage`. */
  readonly family: string;
  readonly layout: MomentLayout;
  readonly moments: Moments;
}

/** What to do with a stratum of one response; METHODS §4 names `remove`, `average` and `fail` too. */
export type LonelyRule = 'adjust';

/** How cells become estimates: frozen with the round. */
export interface EstimateDesign {
  /** In the order of the questionnaire. The estimator reads no weight: the composite takes them from a criteria set. */
  readonly areas: readonly { readonly id: string; readonly weight?: number | undefined }[];
  /** Family → booklets, one item an area: they say which items a family's area consists of. Empty for full forms. */
  readonly booklets: Questionnaire['booklets'];
  /** N_h by stratum. A stratum that is absent counts its rows with weight 1, and has no finite population correction. */
  readonly populations: ReadonlyMap<string, number>;
  readonly confidence: number;
  /** Finite population correction: not for self-selected rounds. */
  readonly fpc: boolean;
  readonly lonely: LonelyRule;
  /** Only these items count in areas, if given. Areas without any are not scored. */
  readonly accountable?: ReadonlySet<string> | undefined;
}
