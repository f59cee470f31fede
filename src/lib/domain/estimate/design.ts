import type { ClusterSums } from '../tally/clusters.ts';
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
  /** Given in all cells of a clustered sample, one cell a booklet and stratum; else each response is a PSU. */
  readonly clusters?: ClusterSums | undefined;
}

/** What to do with a stratum of one PSU (METHODS §4); rounds of the application use `adjust`. */
export const LONELY_RULES = ['adjust', 'remove', 'average', 'fail'] as const;
export type LonelyRule = (typeof LONELY_RULES)[number];

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
