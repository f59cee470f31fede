import * as v from 'valibot';
import type { SurveyPlan } from '../../domain/analysis/survey-data.ts';
import { readJson } from './json-file.ts';

/** `survey-plan/1`: of full forms, or of a booklet round, which has the design alone (METHODS §0, §14). */
export type PlanFile =
  | { readonly booklets: false; readonly plan: SurveyPlan }
  | { readonly booklets: true; readonly plan: Pick<SurveyPlan, 'confidence' | 'design'> };

/** The plan of an analysis; a key that is not known is a fault, since what it asks for would silently not be done. */
export async function readPlan(path: string): Promise<PlanFile> {
  const plan = await readJson(path, document);
  if (plan.booklets) return { booklets: true, plan };
  return { booklets: false, plan };
}

const STRATA = [
  ['unit', 'respondent_type'],
  ['unit', 'respondent_type', 'filing_mode']
].map((names) => names.join());
const CLUSTERS = ['counter', 'date', 'unit', 'respondent_type', 'gender', 'age_group'] as const;
const MARGINS = ['unit', 'respondent_type', 'gender', 'age_group'] as const;

const proportion = v.pipe(v.number(), v.gtValue(0, 'must be above 0'), v.ltValue(1, 'must be below 1'));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0, 'must be above 0'));
const name = v.pipe(v.string(), v.minLength(1));

const strata = v.pipe(
  v.array(v.string()),
  v.check((names) => STRATA.includes(names.join()), `strata are ${STRATA.join(' or ')}, in this order`)
);
const lonely = v.picklist(['adjust', 'remove', 'average', 'fail']);
const cluster = v.nullable(v.pipe(v.array(v.picklist(CLUSTERS)), v.minLength(1)));

const design = v.strictObject({ strata, cluster, fpc: v.boolean(), lonely });

const variant = v.variant('kind', [
  v.strictObject({
    id: name,
    kind: v.literal('stratified'),
    strata,
    fpc: v.boolean(),
    lonely,
    cluster: v.optional(cluster),
    trim_upper_mean_factor: v.optional(v.pipe(v.number(), v.gtValue(1, 'must be above 1')))
  }),
  v.strictObject({ id: name, kind: v.literal('poststratified'), cells: strata })
]);

const raking = v.pipe(
  v.strictObject({
    id: name,
    base: v.picklist(['equal', 'stratified']),
    margins: v.pipe(v.array(v.picklist(MARGINS)), v.minLength(1))
  }),
  v.check(
    ({ base, margins }) => base === 'stratified' || margins.every((m) => m === 'unit' || m === 'respondent_type'),
    'base equal is raked to unit and respondent_type, whose totals the population file has'
  )
);

const sampleSize = v.strictObject({ margin: proportion, p: share, deff: positive, response_rate: positive });
const allocation = v.strictObject({
  n_total: v.pipe(v.number(), v.integer(), v.minValue(1)),
  min_per_stratum: v.pipe(v.number(), v.minValue(0)),
  power: v.pipe(v.number(), v.minValue(0), v.maxValue(1))
});
const integrity = v.strictObject({
  speed_factor: positive,
  window_s: positive,
  open_s: positive,
  min_events: v.pipe(v.number(), v.minValue(1)),
  report_p_below: share,
  winsor: v.pipe(v.number(), v.minValue(0), v.maxValue(0.5))
});

const schema = v.optional(v.literal('survey-plan/1'));

const fullPlan = v.pipe(
  v.strictObject({
    schema,
    booklets: v.optional(v.literal(false), false),
    confidence: proportion,
    design,
    variants: unique(v.array(variant)),
    raking: unique(v.array(raking)),
    raking_epsilon: v.optional(positive, 1e-12),
    sample_size: sampleSize,
    allocation,
    comparison: v.boolean(),
    integrity
  }),
  v.check(({ design: own, variants }) => {
    const all = variants.map((one) => (one.kind === 'stratified' ? one.strata : one.cells));
    return all.every((names) => names.join() === own.strata.join());
  }, 'the variants have the strata of the design')
);

const nothing = (what: string) =>
  v.optional(v.pipe(v.array(v.unknown()), v.length(0, `a booklet round has no ${what}`)));

const bookletPlan = v.strictObject({
  schema,
  booklets: v.literal(true),
  confidence: proportion,
  design: v.pipe(
    design,
    v.check(({ strata: names }) => names.includes('filing_mode'), 'the strata of a booklet round have filing_mode')
  ),
  variants: nothing('variants'),
  raking: nothing('raking'),
  raking_epsilon: v.optional(positive),
  sample_size: v.optional(sampleSize),
  allocation: v.optional(allocation),
  comparison: v.optional(v.literal(false, 'booklet rounds are not compared here')),
  integrity: v.optional(integrity)
});

const document = v.lazy((input) => (isBookletPlan(input) ? bookletPlan : fullPlan));

function isBookletPlan(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'booklets' in input && input.booklets === true;
}

function unique<T extends readonly { readonly id: string }[]>(list: v.GenericSchema<unknown, T>) {
  return v.pipe(
    list,
    v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'an id stands twice')
  );
}
