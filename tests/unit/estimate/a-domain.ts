import type { Cell, EstimateDesign } from '../../../src/lib/domain/estimate/design.ts';
import { bookletLayout, type LayoutSource } from '../../../src/lib/domain/tally/layout.ts';
import { sumMoments } from '../../../src/lib/domain/tally/moments.ts';
import { tally, type Answers } from '../../../src/lib/domain/tally/score.ts';

/** Two areas; the first has two items in the family `desk/end`, one in `web/end`. */
export const booklets = {
  'desk/end': [
    ['A.1', 'B.1'],
    ['A.2', 'B.1']
  ],
  'web/end': [['A.1', 'B.2']]
};
export const source: LayoutSource = {
  areas: [
    { id: 'A', items: [{ id: 'A.1' }, { id: 'A.2' }] },
    { id: 'B', items: [{ id: 'B.1' }, { id: 'B.2' }] }
  ],
  scale: { satisfied: [4, 5], missing: [{ id: 'dont_know' }, { id: 'not_encountered' }] },
  keyItem: { id: 'OV' }
};
export const optionWeights = [0, 250, 500, 750, 1000];

export function aDesign(changes: Partial<EstimateDesign> = {}): EstimateDesign {
  const areas = [{ id: 'A' }, { id: 'B' }];
  return { areas, booklets, populations: new Map(), confidence: 0.95, fpc: false, lonely: 'adjust', ...changes };
}

/** A cell of these answers; the number of the booklet counts from 1. */
export function aCell(
  rows: readonly Answers[],
  at: { stratum?: string; family?: keyof typeof booklets; number?: number } = {}
): Cell {
  const { stratum = 'U1|citizen|desk', family = 'desk/end', number = 1 } = at;
  const layout = bookletLayout(source, booklets[family][number - 1] ?? [], optionWeights);
  const moments = sumMoments(rows.map((answers) => tally(layout, answers, { minItemsArea: 1 })));
  return { stratum, booklet: `${family}/${number}`, family, layout, moments };
}
