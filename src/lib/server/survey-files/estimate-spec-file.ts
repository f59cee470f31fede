import * as v from 'valibot';
import { LONELY_RULES } from '../../domain/estimate/design.ts';
import type { EstimateSpec } from '../../domain/rows/estimate-spec.ts';
import { readJson } from './json-file.ts';

/** `survey-estimate-spec/1`; an unknown key is a fault. */
export function readEstimateSpec(path: string): Promise<EstimateSpec> {
  return readJson(path, document);
}

const name = v.pipe(v.string(), v.minLength(1));
const names = v.nullable(
  v.union([
    v.pipe(
      name,
      v.transform((one) => [one])
    ),
    v.pipe(v.array(name), v.minLength(1))
  ]),
  null
);
const domain = v.optional(v.strictObject({ variable: name, value: v.string() }));

const statistic = v.variant('stat', [
  v.strictObject({ stat: v.picklist(['mean', 'total']), variable: name, domain }),
  v.strictObject({ stat: v.literal('ratio'), numerator: name, denominator: name, domain }),
  v.strictObject({ stat: v.literal('proportion'), variable: name, value: v.string(), domain }),
  v.strictObject({ stat: v.literal('by'), variable: name, by: name, of: v.picklist(['mean', 'total']), domain }),
  v.pipe(
    v.strictObject({
      stat: v.literal('contrast'),
      variables: v.pipe(v.array(name), v.minLength(1)),
      coefficients: v.array(v.number()),
      domain
    }),
    v.check(({ variables, coefficients }) => variables.length === coefficients.length, 'a coefficient a variable')
  ),
  v.strictObject({ stat: v.literal('ratio_of_means'), variables: v.tuple([name, name]), domain }),
  v.strictObject({ stat: v.literal('difference'), variable: name, by: name, levels: v.tuple([name, name]), domain })
]);

const total = v.pipe(v.number(), v.finite(), v.minValue(0));
const calibrate = v.strictObject({
  method: v.picklist(['raking', 'poststratify']),
  margins: v.record(name, v.record(v.string(), total))
});

const design = v.strictObject({
  strata: names,
  cluster: names,
  weight: v.nullable(name, null),
  fpc: v.nullable(name, null),
  lonely: v.optional(v.picklist(LONELY_RULES), 'adjust'),
  calibrate: v.optional(v.nullable(calibrate), null),
  estimates: v.record(name, statistic)
});

const document = v.strictObject({
  schema: v.optional(v.literal('survey-estimate-spec/1')),
  confidence: v.pipe(v.number(), v.gtValue(0, 'must be above 0'), v.ltValue(1, 'must be below 1')),
  designs: v.record(name, design)
});
