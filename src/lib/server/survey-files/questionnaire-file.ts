import * as v from 'valibot';
import type { SurveyQuestionnaire } from '../../domain/analysis/survey-data.ts';
import { readJson } from './json-file.ts';

/** `survey-questionnaire/1`, with the booklets of a booklet round: by family, their items, one an area. */
export type QuestionnaireFile = SurveyQuestionnaire & {
  readonly booklets?: Readonly<Record<string, readonly (readonly string[])[]>> | undefined;
};

export function readQuestionnaire(path: string): Promise<QuestionnaireFile> {
  return readJson(path, document);
}

/** The columns of a questionnaire: its items by area, then the key item where it is none of them. */
export function itemColumns({ areas, key_item }: SurveyQuestionnaire): readonly string[] {
  return [...new Set([...areas.flatMap(({ items }) => items), key_item])];
}

/** Means of up to ten answers times 2520 are integers (`domain/tally/layout.ts`). */
const ITEMS_MAX = 10;

const name = v.pipe(v.string(), v.minLength(1));
const value = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5));

const scale = v.object({
  min: v.literal(1, 'the scale begins at 1'),
  max: v.literal(5, 'the scale ends at 5'),
  satisfied: v.pipe(v.array(value), v.minLength(1)),
  no_opinion: v.array(v.string()),
  skipped: v.array(v.string())
});

const area = v.object({
  id: name,
  title: v.optional(v.string()),
  items: v.pipe(v.array(name), v.minLength(1), v.maxLength(ITEMS_MAX, `at most ${ITEMS_MAX} items an area`)),
  weight: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  max_points: v.pipe(v.number(), v.finite(), v.minValue(0))
});

const document = v.pipe(
  v.object({
    schema: v.optional(v.literal('survey-questionnaire/1')),
    scale,
    min_items_area: v.pipe(v.number(), v.integer(), v.minValue(1)),
    min_items_overall: v.pipe(v.number(), v.integer(), v.minValue(1)),
    key_item: name,
    areas: v.pipe(v.array(area), v.minLength(1)),
    points_rule: v.picklist(['linear', 'share', 'mean_over_max']),
    booklets: v.optional(v.record(name, v.pipe(v.array(v.array(name)), v.minLength(1))))
  }),
  v.check(({ areas }) => isUnique(areas.map(({ id }) => id)), 'an area stands once'),
  v.check(({ areas }) => isUnique(areas.flatMap(({ items }) => items)), 'an item stands in one area, once'),
  v.check(
    ({ areas }) => Math.abs(areas.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-6,
    'the weights of the areas sum to 1'
  ),
  v.check(({ areas, booklets = {} }) => {
    const lists = areas.map(({ items }) => new Set(items));
    return Object.values(booklets)
      .flat()
      .every((items) => items.length === lists.length && items.every((item, a) => lists[a]?.has(item)));
  }, 'a booklet holds one item an area, in the order of the areas')
);

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
