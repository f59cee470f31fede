import * as v from 'valibot';

const figure = {
  n: v.nullable(v.number()),
  share: v.nullable(v.number()),
  ci: v.nullable(v.tuple([v.number(), v.number()]))
};
/** Texts by language. */
const text = v.record(v.string(), v.string());
const change = v.nullable(
  v.object({ estimate: v.nullable(v.number()), ci: v.nullable(v.tuple([v.number(), v.number()])), verdict: v.string() })
);
const area = v.object({
  id: v.string(),
  title: text,
  short: text,
  ...figure,
  /** Mean on 1 … 5. */
  mean: v.nullable(v.number()),
  conclusive: v.boolean(),
  change
});
const unit = v.object({
  id: v.string(),
  code: v.string(),
  title: v.string(),
  /** Settled transactions N; null when not known. */
  population: v.nullable(v.number()),
  ...figure,
  conclusive: v.boolean(),
  areas: v.array(area)
});
const cut = v.object({ id: v.string(), ...figure });

/**
 * What is published of a closed round, frozen with its scorecard and never written again. A figure that is hidden is
 * null with its n: why it is hidden is not told, for that would say which units are small. Shares are in [0, 1].
 */
export const resultsDocument = v.object({
  schema: v.literal('hailong-results/1'),
  round: v.object({
    id: v.string(),
    name: v.string(),
    opensOn: v.string(),
    closesOn: v.string(),
    kind: v.picklist(['self-selected', 'probability', 'census']),
    confidence: v.number()
  }),
  province: v.string(),
  simulatedData: v.boolean(),
  floor: v.number(),
  decisionN: v.number(),
  questionnaire: v.string(),
  question: text,
  received: v.nullable(v.number()),
  quarantined: v.nullable(v.number()),
  whole: unit,
  /** Answers 1 … 5 to the key item, unweighted; null where hidden. */
  levels: v.nullable(v.array(v.number())),
  previous: v.nullable(v.object({ round: v.string(), name: v.string(), change })),
  byEvidence: v.array(cut),
  byRespondentType: v.array(cut),
  units: v.array(unit),
  /** The version whose figures these are, where a correction was too small to be told apart (RELIABILITY §5.2). */
  keptFrom: v.nullable(v.number())
});

export type ResultsDocument = v.InferOutput<typeof resultsDocument>;
export type PublishedUnit = v.InferOutput<typeof unit>;
export type PublishedArea = v.InferOutput<typeof area>;

export function parseResults(json: string): ResultsDocument {
  return v.parse(resultsDocument, JSON.parse(json));
}
