import * as v from 'valibot';
import type { RoundAnalysis } from '../../../domain/analysis/round-analysis.ts';

const figure = v.nullable(v.number());
const share = v.object({
  n: v.number(),
  share: figure,
  se: figure,
  df: figure,
  ci: v.nullable(v.tuple([v.number(), v.number()]))
});
const area = v.object({ mean: figure, meanSe: figure, satisfied: share, isOtherMix: v.boolean() });
const domain = v.object({ n: v.number(), keyItem: share, areas: v.record(v.string(), area) });
const method = v.object({
  id: v.picklist(['design', 'counter_days', 'trimmed', 'raked']),
  weights: v.object({ min: v.number(), max: v.number(), kishDeff: figure }),
  figures: domain
});
const question = v.object({ id: v.string(), categories: v.array(v.object({ id: v.string(), figures: domain })) });
const document = v.object({
  schema: v.literal('hailong-round-analysis/1'),
  n: v.number(),
  methods: v.array(method),
  notRaked: v.nullable(v.string()),
  profile: v.array(question)
});

/** A kept analysis from its JSON. Throws when it is of another version of the program: it is to be made anew. */
export function parseRoundAnalysis(json: string): RoundAnalysis {
  return v.parse(document, JSON.parse(json));
}
