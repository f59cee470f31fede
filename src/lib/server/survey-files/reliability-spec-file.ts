import * as v from 'valibot';
import type { ReliabilitySpec } from '../../domain/analysis/reliability-result.ts';
import { readJson } from './json-file.ts';

/** `survey-reliability-spec/1`; an unknown key is a fault. Both kinds of `missing` are always computed. */
export function readReliabilitySpec(path: string): Promise<ReliabilitySpec> {
  return readJson(path, document);
}

const name = v.pipe(v.string(), v.minLength(1));
const items = v.pipe(
  v.array(name),
  v.check((list) => new Set(list).size === list.length, 'an item stands twice')
);

const scale = v.pipe(
  v.strictObject({
    min: v.pipe(v.number(), v.finite()),
    max: v.pipe(v.number(), v.finite()),
    satisfied: v.optional(v.nullable(v.array(v.number())), null)
  }),
  v.check(({ min, max }) => min < max, 'min is below max')
);

const oneScale = v.pipe(
  v.strictObject({
    id: name,
    items: v.pipe(items, v.minLength(2, 'two items at least')),
    reversed: v.optional(items, [])
  }),
  v.check(({ items: own, reversed }) => reversed.every((item) => own.includes(item)), 'a reversed item is of the scale')
);

const document = v.pipe(
  v.strictObject({
    schema: v.optional(v.literal('survey-reliability-spec/1')),
    confidence: v.pipe(v.number(), v.gtValue(0, 'must be above 0'), v.ltValue(1, 'must be below 1')),
    scale,
    scales: v.pipe(
      v.array(oneScale),
      v.check((list) => new Set(list.map(({ id }) => id)).size === list.length, 'an id stands twice')
    ),
    missing: v.optional(v.array(v.picklist(['complete', 'pairwise']))),
    items: v.optional(items, [])
  })
);
