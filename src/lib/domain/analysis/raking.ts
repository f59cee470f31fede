import { raking, RakingFault, type Margin } from '../rows/raking.ts';
import { rowDesign, simpleRandomDesign, type RowDesign } from '../rows/row-design.ts';
import { byCodePoint } from './order.ts';
import { categoryColumn, rowClusters } from './row-clusters.ts';
import { rowSection, type RowSectionInput } from './row-section.ts';
import { stratumCounts } from './sample.ts';
import type { SurveyData, SurveyPlan } from './survey-data.ts';
import { rowWeights, weightFigures } from './weights.ts';

/** By variable, by category: its share of the population (margins.csv). */
export type MarginShares = ReadonlyMap<string, ReadonlyMap<string, number>>;

type RakingPlan = SurveyPlan['raking'][number];

/** Section `raking`: means with weights raked to margins (METHODS §5). Throws a `RakingFault` where these cannot be met. */
export function rakingSection(
  data: SurveyData,
  { plan, margins }: { readonly plan: Pick<SurveyPlan, 'raking' | 'design'>; readonly margins: MarginShares },
  rows: RowSectionInput
) {
  return Object.fromEntries(
    plan.raking.map((raked) => {
      const design =
        raked.base === 'equal' ? equalBase(data, raked) : stratifiedBase(data, raked, plan.design, margins);
      const weights = weightFigures({ weights: design.weights, counts: null });
      const first = firstWeights(data, design);
      const figures = { total: weights.sum, weights, weight_of_first_responses: first, ...rowSection(design, rows) };
      return [raked.id, figures];
    })
  );
}

/** From T/n, one stratum; targets are the populations of the units that have responses. */
function equalBase(data: SurveyData, { margins }: RakingPlan): RowDesign {
  const counts = stratumCounts(data);
  const observed = new Set(data.strata.flatMap(({ unit }, h) => (counts[h] ? [unit] : [])));
  const strata = data.strata.filter(({ unit }) => observed.has(unit));
  const total = strata.reduce((sum, { population }) => sum + population, 0);
  const starting = new Float64Array(data.n).fill(total / data.n);
  const list = margins.map((variable) => {
    const totals = new Map<string, number>();
    for (const { unit, respondentType, population } of strata) {
      const name = variable === 'unit' ? unit : respondentType;
      totals.set(name, (totals.get(name) ?? 0) + population);
    }
    return marginOf(data, variable, totals);
  });
  const calibration = raking(starting, list);
  return simpleRandomDesign(starting, calibration);
}

/** From w_i with the design of the plan; targets are the shares of margins.csv times Σw. */
function stratifiedBase(
  data: SurveyData,
  { margins }: RakingPlan,
  { fpc, lonely, cluster }: SurveyPlan['design'],
  shares: MarginShares
): RowDesign {
  const starting = rowWeights(data);
  const total = starting.reduce((sum, weight) => sum + weight, 0);
  const list = margins.map((variable) => {
    const own = shares.get(variable);
    if (!own) throw new RakingFault(`${variable}: the margins file has no shares of it`);
    const sum = [...own.values()].reduce((added, share) => added + share, 0);
    return marginOf(data, variable, new Map([...own].map(([name, share]) => [name, (share / sum) * total])));
  });
  return rowDesign({
    weights: starting,
    stratum: data.stratum,
    cluster: cluster ? rowClusters(data, cluster) : null,
    populations: fpc ? data.strata.map(({ population }) => population) : null,
    lonely,
    calibration: raking(starting, list)
  });
}

/** The categories of the targets; every row must be in one of them. */
function marginOf(data: SurveyData, variable: string, totals: ReadonlyMap<string, number>): Margin {
  const { category, names } = categoryColumn(data, variable);
  const categories = [...totals.keys()];
  const numbers = names.map((name) => categories.indexOf(name));
  const unknown = category.findIndex((number) => (numbers[number] ?? -1) < 0);
  if (unknown >= 0) {
    const name = names[category[unknown] ?? 0] ?? '';
    const who = `response ${data.responseIds[unknown] ?? ''}`;
    throw new RakingFault(`${variable} "${name}" of ${who} has no target`);
  }
  return {
    variable,
    category: category.map((number) => numbers[number] ?? 0),
    categories,
    targets: categories.map((name) => totals.get(name) ?? 0)
  };
}

const FIRST = 5;

/** A probe: the weights of the five smallest response ids. */
function firstWeights({ responseIds }: SurveyData, { weights }: RowDesign) {
  const first: { readonly id: string; readonly weight: number }[] = [];
  let last = '';
  for (let i = 0; i < responseIds.length; i += 1) {
    const id = responseIds[i] ?? '';
    if (first.length === FIRST && byCodePoint(id, last) >= 0) continue;
    first.push({ id, weight: weights[i] ?? 0 });
    first.sort((a, b) => byCodePoint(a.id, b.id));
    first.length = Math.min(first.length, FIRST);
    last = first.at(-1)?.id ?? '';
  }
  return Object.fromEntries(first.map(({ id, weight }) => [id, weight]));
}
