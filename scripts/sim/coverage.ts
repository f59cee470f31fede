import { surveyCells } from '../../src/lib/domain/analysis/survey-cells.ts';
import type { EstimateDesign } from '../../src/lib/domain/estimate/design.ts';
import type { Interval } from '../../src/lib/domain/estimate/domain-estimate.ts';
import { estimate } from '../../src/lib/domain/estimate/estimate.ts';
import { designShareIntervals, type DesignShareIntervals } from '../../src/lib/domain/estimate/share-intervals.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import type { Drawn, Population } from './population.ts';

const CONFIDENCE = 0.95;

export interface Scenario {
  readonly name: string;
  readonly population: Population;
  /** Between which the coverage of the intervals shown must be. */
  readonly bounds: readonly [number, number];
  /** Whether the estimates must be without bias; a few answers in many booklets leave items without any. */
  readonly unbiased: boolean;
}

export interface Row {
  readonly figure: string;
  readonly interval: string;
  /** Whether the application shows this interval. */
  readonly shown: boolean;
  /** In [0, 1]. */
  readonly covers: number;
  readonly halfWidth: number;
  /** Mean of the estimates less the truth, and that in its own standard errors. */
  readonly bias: number;
  readonly biasZ: number;
}

interface Tally {
  hits: number;
  n: number;
  width: number;
  error: number;
  squares: number;
}

/** The coverage of each kind of interval in samples of a population. */
export function coverageOf({ population }: Scenario, samples: number, seed: number): readonly Row[] {
  const tallies = new Map<string, Tally & Pick<Row, 'figure' | 'interval' | 'shown'>>();
  const random = randomFrom(seed);
  for (let s = 0; s < samples; s += 1) {
    for (const seen of intervalsOf(population, population.draw(random))) {
      const { figure, interval, shown, ci, truth, value } = seen;
      const key = `${figure} ${interval}`;
      const tally = tallies.get(key) ?? { figure, interval, shown, hits: 0, n: 0, width: 0, error: 0, squares: 0 };
      tallies.set(key, tally);
      tally.n += 1;
      if (value !== null) tally.error += value - truth;
      if (value !== null) tally.squares += (value - truth) ** 2;
      if (ci === null) continue; // not estimable: no interval, no cover
      if (ci[0] <= truth && truth <= ci[1]) tally.hits += 1;
      tally.width += (ci[1] - ci[0]) / 2;
    }
  }
  return [...tallies.values()].map(({ figure, interval, shown, hits, n, width, error, squares }) => ({
    figure,
    interval,
    shown,
    covers: hits / n,
    halfWidth: width / n,
    bias: error / n,
    biasZ: error / Math.sqrt(Math.max(squares - error ** 2 / n, 1e-300))
  }));
}

interface Seen {
  readonly figure: string;
  readonly interval: string;
  readonly shown: boolean;
  readonly value: number | null;
  readonly ci: Interval | null;
  readonly truth: number;
}

function intervalsOf({ questionnaire, cluster }: Population, { data, truth }: Drawn): readonly Seen[] {
  const design: EstimateDesign = {
    areas: questionnaire.areas,
    booklets: bookletsOf(data),
    populations: new Map(data.strata.map(({ id, population }) => [id, population])),
    confidence: CONFIDENCE,
    fpc: false,
    lonely: 'adjust'
  };
  const seen = [...figuresOf(data, questionnaire, design, truth, cluster, '')];
  if (cluster) seen.push(...figuresOf(data, questionnaire, design, truth, null, ', clusters ignored'));
  return seen;
}

function* figuresOf(
  data: Drawn['data'],
  questionnaire: Population['questionnaire'],
  design: EstimateDesign,
  truth: Drawn['truth'],
  cluster: readonly string[] | null,
  note: string
): Generator<Seen> {
  const result = estimate(surveyCells(data, questionnaire, cluster), design);
  const shown = note === '';
  const { mean, satisfied } = result.keyItem;
  const key = { figure: 'key share', value: satisfied.share, truth: truth.keyShare };
  yield { ...key, interval: `capped Wilson${note}`, shown, ci: satisfied.ciShown };
  if (shown) yield* othersOf(key, designShareIntervals(satisfied, CONFIDENCE));
  yield { figure: 'key mean', value: mean.mean, truth: truth.keyMean, interval: `t${note}`, shown, ci: mean.ci };
  const area = Object.values(result.areas)[0];
  if (!area) return;
  yield { figure: 'area mean', value: area.estimate, truth: truth.areaMean, interval: `t${note}`, shown, ci: area.ci };
  const { estimate: share, se, df, n, ciShown } = area.satisfied;
  const areaShare = { figure: 'area share', value: share, truth: truth.areaShare };
  yield { ...areaShare, interval: `capped Wilson${note}`, shown, ci: ciShown };
  if (shown) yield* othersOf(areaShare, designShareIntervals({ share, se, df, n }, CONFIDENCE));
}

/** The other kinds, none of which is shown; where a share has no spread they do not exist, which counts as a miss. */
function* othersOf(figure: Pick<Seen, 'figure' | 'value' | 'truth'>, kinds: DesignShareIntervals): Generator<Seen> {
  yield { ...figure, interval: 'Wilson', shown: false, ci: kinds.ciWilson };
  yield { ...figure, interval: 'Wald (t)', shown: false, ci: kinds.ciWald };
  yield { ...figure, interval: 'logit', shown: false, ci: kinds.ciLogit };
  yield { ...figure, interval: 'beta', shown: false, ci: kinds.ciBeta };
}

function bookletsOf({ booklets }: Drawn['data']): EstimateDesign['booklets'] {
  const lists: Record<string, string[][]> = {};
  for (const { family, items } of booklets?.list ?? []) (lists[family] ??= []).push([...items]);
  return lists;
}
