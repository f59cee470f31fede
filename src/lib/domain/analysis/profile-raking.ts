import { raking, RakingFault, type Margin } from '../rows/raking.ts';
import { rowDesign, type RowDesign } from '../rows/row-design.ts';
import type { SurveyData, SurveyPlan } from './survey-data.ts';
import { rowWeights } from './weights.ts';

/** A question about the respondent, as a column. */
export interface ProfileColumn {
  readonly id: string;
  readonly categories: readonly string[];
  /** By row, index into `categories`; −1: not answered, −2: not asked. */
  readonly category: Int32Array;
}

export interface ProfileRaking {
  readonly data: Pick<SurveyData, 'strata' | 'stratum'>;
  readonly plan: Pick<SurveyPlan, 'design'>;
  readonly profile: readonly ProfileColumn[];
  /** By question, by category: its share of the population. */
  readonly margins: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * The design raked to the shares known of the population, from w_i (METHODS §5, base `stratified`). Rows without an
 * answer to a question keep their part of the weights: nothing is known of whom they would be. A reason if it cannot be.
 */
export function rakedToProfile({ data, plan, profile, margins }: ProfileRaking): RowDesign | string {
  const known = profile.filter(({ id }) => margins.has(id));
  if (known.length === 0) return 'no_margins';
  const starting = rowWeights(data);
  const { fpc, lonely } = plan.design;
  try {
    return rowDesign({
      weights: starting,
      stratum: data.stratum,
      cluster: null,
      populations: fpc ? data.strata.map(({ population }) => population) : null,
      lonely,
      calibration: raking(
        starting,
        known.map((column) => marginOf(column, margins.get(column.id) ?? new Map<string, number>(), starting))
      )
    });
  } catch (error) {
    if (error instanceof RakingFault) return error.message;
    throw error;
  }
}

/** The categories with their totals; the last is of the rows that gave none, with the weight they have. */
function marginOf(column: ProfileColumn, shares: ReadonlyMap<string, number>, starting: Float64Array): Margin {
  const { id, categories, category } = column;
  let [answered, silent] = [0, 0];
  for (let i = 0; i < starting.length; i += 1) {
    if ((category[i] ?? -1) < 0) silent += starting[i] ?? 0;
    else answered += starting[i] ?? 0;
  }
  const sum = categories.reduce((total, name) => total + (shares.get(name) ?? 0), 0);
  return {
    variable: id,
    category: category.map((number) => (number < 0 ? categories.length : number)),
    categories: [...categories, ''],
    targets: [...categories.map((name) => ((shares.get(name) ?? 0) / sum) * answered), silent]
  };
}
