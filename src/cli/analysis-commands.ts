import type { Command } from './main.ts';

const text = { type: 'string' } as const;

/** The commands that compute statistics from files (METHODS §0, §12). */
export const ANALYSIS_COMMANDS: Readonly<Record<string, Command>> = {
  analyze: {
    usage:
      'analyze --responses FILE --population FILE --questionnaire FILE --plan FILE [--margins FILE] ' +
      '[--baseline-responses FILE --baseline-population FILE] [--format table|json]   or   ' +
      'analyze --round ID [--data DIR] [--format table|json]',
    help: `All figures of a survey from its files: sample, weights, unweighted and weighted estimates with their intervals,
points, other designs, raking, reliability, sample sizes, allocation, ranks, comparison of two periods, signals for review.
With "booklets": true in the plan, the figures of a booklet round.

  --responses       CSV: response_id,unit,respondent_type,date,submitted_at,counter,gender,age_group,duration_s,<items>
  --population      CSV: unit,respondent_type,N (settled transactions; one row a stratum)
  --questionnaire   JSON, survey-questionnaire/1
  --plan            JSON, survey-plan/1
  --margins         CSV: variable,category,share (for raking to known shares)
  --baseline-…      the period before, where the plan compares two periods
  --round           a round of the database instead of files; the same figures as of its files by "hailong export"
  --format          table for people (without it), json with every digit

CSV files are UTF-8 with commas. Exit code 2: an input file cannot be used; the message names file, row and column.

  hailong analyze --responses responses.csv --population population.csv --questionnaire questionnaire.json \\
    --plan plan.json --format json > result.json`,
    options: {
      responses: text,
      population: text,
      questionnaire: text,
      plan: text,
      margins: text,
      'baseline-responses': text,
      'baseline-population': text,
      round: text,
      data: text,
      format: text
    },
    load: () => import('./analyze.ts')
  },
  estimate: {
    usage: 'estimate --data FILE --spec FILE [--format table|json]',
    help: `Design-based estimates of any data file: means, totals, ratios, proportions, domains, contrasts and differences, with
strata, clusters, weights, finite populations, post-stratification and raking.

  --data     CSV with a header; an empty cell is a missing value
  --spec     JSON, survey-estimate-spec/1: designs and the estimates of each

  hailong estimate --data schools.csv --spec spec.json --format json > result.json`,
    options: { data: text, spec: text, format: text },
    load: () => import('./estimate.ts')
  },
  reliability: {
    usage: 'reliability --data FILE --spec FILE [--format table|json]',
    help: `How well the items of a scale measure one thing: Cronbach's alpha with its interval, alpha without each item,
item-rest correlations, on complete cases and pairwise.

  --data     CSV with a header; an empty cell is a missing answer
  --spec     JSON, survey-reliability-spec/1: the scale of the answers, the scales and their items

  hailong reliability --data answers.csv --spec spec.json --format table`,
    options: { data: text, spec: text, format: text },
    load: () => import('./reliability.ts')
  }
};
