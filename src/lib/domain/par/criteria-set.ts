import * as v from 'valibot';
import { faultLines, faultsOfIssues, type DocumentFault, type FaultRule } from '../document/fault.ts';

/** How an area's estimate becomes points (METHODS §10, §14). */
export const POINTS_RULES = ['share', 'mean_rescaled', 'mean_over_max', 'option_weights', 'steps'] as const;
export type PointsRule = (typeof POINTS_RULES)[number];

export interface Criterion {
  readonly area: string;
  readonly maxPoints: number;
  /** In the composite; the weights of a set sum to 1. */
  readonly weight: number;
  /** The agency that answers for the criterion, as the official table names it. */
  readonly owner?: string | undefined;
}

/** A criterion of the whole set that no survey scores: a province claims its points with evidence. */
export interface OtherCriterion {
  readonly id: string;
  /** As the official table words it. */
  readonly title: string;
  readonly maxPoints: number;
  readonly owner?: string | undefined;
}

export interface Step {
  readonly minShare: number;
  readonly shareOfPoints: number;
}

/** The table that turns areas into PAR points: data with its legal source, frozen when a round opens. */
export interface CriteriaSet {
  readonly schema: 'hailong-criteria-set/1';
  readonly id: string;
  readonly version: string;
  readonly title: Readonly<Record<string, string>>;
  /** `example` values must not be shown as official. */
  readonly status: 'example' | 'draft' | 'official';
  readonly source: string;
  /** Of the criteria that the survey scores. */
  readonly maxPointsTotal: number;
  readonly rule: PointsRule;
  /** v(1) … v(5) of the rule `option_weights`, in [0,1], whole thousandths. */
  readonly optionWeights: readonly number[];
  /** From the highest share down to 0, for the rule `steps`. */
  readonly steps: readonly Step[];
  readonly criteria: readonly Criterion[];
  /** The rest of the whole set, where it is known; not in `maxPointsTotal`. */
  readonly others?: readonly OtherCriterion[] | undefined;
}

export type ParsedCriteriaSet =
  | { readonly ok: true; readonly criteriaSet: CriteriaSet }
  | { readonly ok: false; readonly faults: readonly DocumentFault[] };

/** Parses an unknown value into a criteria set; else all its faults, each with its path. */
export function readCriteriaSet(input: unknown): ParsedCriteriaSet {
  const parsed = v.safeParse(document, input);
  if (parsed.success) return { ok: true, criteriaSet: parsed.output };
  return { ok: false, faults: faultsOfIssues(parsed.issues, RULES) };
}

/** A document as a criteria set. Throws an `Error` whose message lists all faults, one a line. */
export function parseCriteriaSet(input: unknown): CriteriaSet {
  const parsed = readCriteriaSet(input);
  if (parsed.ok) return parsed.criteriaSet;
  throw new Error(`criteria set: ${parsed.faults.length} faults\n${faultLines(parsed.faults).join('\n')}`);
}

/** The option weights as a moment layout takes them: v × 1000, exactly. */
export function optionWeightsInThousandths({ optionWeights }: Pick<CriteriaSet, 'optionWeights'>): readonly number[] {
  return optionWeights.map((weight) => Math.round(weight * 1000));
}

const ABOVE_0 = 'must be above 0';
const THOUSANDTHS = 'must be in whole thousandths';
const LAST_STEP = 'the last step begins at the share 0';
const STEPS_FALL = 'steps fall: every minShare below the one before, no shareOfPoints above it';
const AREA_ONCE = 'an area stands once';
const ID_ONCE = 'a criterion stands once, and is no area';
const WEIGHTS_SUM = 'weights sum to 1';
const NO_VIETNAMESE = 'title without Vietnamese (vi)';
const POINTS_SUM = 'maxPointsTotal is the sum of the maxPoints';
const RULES: Readonly<Record<string, FaultRule>> = {
  [ABOVE_0]: 'number',
  [THOUSANDTHS]: 'number',
  [LAST_STEP]: 'steps',
  [STEPS_FALL]: 'steps',
  [AREA_ONCE]: 'twice',
  [ID_ONCE]: 'twice',
  [WEIGHTS_SUM]: 'weights_sum',
  [NO_VIETNAMESE]: 'no_vietnamese',
  [POINTS_SUM]: 'points_sum'
};

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positive = v.pipe(
  v.number(),
  v.finite(),
  v.check((value) => value > 0, ABOVE_0)
);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(80));

const agency = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const thousandths = v.check<number, string>(
  (value) => Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-9,
  THOUSANDTHS
);

const steps = v.pipe(
  v.array(v.strictObject({ minShare: share, shareOfPoints: share })),
  v.minLength(1),
  v.check((table) => table.at(-1)?.minShare === 0, LAST_STEP),
  v.check(
    (table) =>
      falls(table, (upper, lower) => upper.minShare > lower.minShare && upper.shareOfPoints >= lower.shareOfPoints),
    STEPS_FALL
  )
);

const criteria = v.pipe(
  v.array(v.strictObject({ area: name, maxPoints: positive, weight: share, owner: v.optional(agency) })),
  v.minLength(1),
  v.check((list) => new Set(list.map(({ area }) => area)).size === list.length, AREA_ONCE),
  v.check((list) => Math.abs(sum(list.map(({ weight }) => weight)) - 1) < 1e-9, WEIGHTS_SUM)
);

const others = v.pipe(
  v.array(
    v.strictObject({
      id: name,
      title: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
      maxPoints: positive,
      owner: v.optional(agency)
    })
  ),
  v.minLength(1),
  v.maxLength(300)
);

const document = v.pipe(
  v.strictObject({
    schema: v.literal('hailong-criteria-set/1'),
    id: name,
    version: name,
    title: v.pipe(
      v.record(v.string(), v.string()),
      v.check((words) => 'vi' in words, NO_VIETNAMESE)
    ),
    status: v.picklist(['example', 'draft', 'official']),
    source: v.pipe(v.string(), v.minLength(1)),
    maxPointsTotal: positive,
    rule: v.picklist(POINTS_RULES),
    optionWeights: v.pipe(v.array(v.pipe(share, thousandths)), v.length(5)),
    steps,
    criteria,
    others: v.optional(others)
  }),
  v.check(
    (set) => Math.abs(sum(set.criteria.map(({ maxPoints }) => maxPoints)) - set.maxPointsTotal) < 1e-9,
    POINTS_SUM
  ),
  v.forward(
    v.partialCheck(
      [['criteria'], ['others']],
      ({ criteria: own, others: rest = [] }) => {
        const isArea = (id: string) => own.some(({ area }) => area === id);
        return new Set(rest.map(({ id }) => id)).size === rest.length && !rest.some(({ id }) => isArea(id));
      },
      ID_ONCE
    ),
    ['others']
  )
);

function falls<T>(list: readonly T[], inOrder: (upper: T, lower: T) => boolean): boolean {
  return list.slice(1).every((lower, i) => inOrder(list[i] ?? lower, lower));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
