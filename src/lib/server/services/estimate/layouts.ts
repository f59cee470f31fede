import { bookletById } from '../../../domain/questionnaire/booklets.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { bookletLayout, fullLayout, headlineLayout, type MomentLayout } from '../../../domain/tally/layout.ts';
import { optionWeightsInThousandths } from '../../../domain/par/criteria-set.ts';
import type { Directory, RoundEntry } from '../organisation/directory.ts';

const kept = new WeakMap<RoundEntry, Map<string, MomentLayout>>();

/** The layout of a booklet's moments in a round: a pure function of the round's frozen documents, computed once. */
export function layoutOf(directory: Directory, round: RoundEntry, booklet: string): MomentLayout {
  const layouts = kept.get(round) ?? new Map<string, MomentLayout>();
  kept.set(round, layouts);
  const known = layouts.get(booklet);
  if (known) return known;
  const questionnaire = directory.questionnaire(round.questionnaire);
  const weights = optionWeightsInThousandths(directory.criteriaSet(round.criteriaSet));
  const items = round.design.form === 'full' ? undefined : bookletById(questionnaire, booklet)?.items;
  assert(round.design.form === 'full' || items, 'a booklet of the round', { booklet });
  const layout = items ? bookletLayout(questionnaire, items, weights) : fullLayout(questionnaire, weights);
  layouts.set(booklet, layout);
  return layout;
}

const headlines = new WeakMap<MomentLayout, MomentLayout>();

/** The layout of n and the key item of a booklet, one object each, for cells are told apart by it. */
export function headlineLayoutOf(layout: MomentLayout): MomentLayout {
  const known = headlines.get(layout) ?? headlineLayout(layout);
  headlines.set(layout, known);
  return known;
}
