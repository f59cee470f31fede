import bank from '../../../data/question-banks/LS-2017.json' with { type: 'json' };
import type { CriteriaSet } from '../../../domain/par/criteria-set.ts';
import type { Questionnaire, Text } from '../../../domain/questionnaire/document.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { publicationsOf } from './published-documents.ts';

/** Titles of areas by their id, each in the languages that it has. */
export type AreaTitles = ReadonlyMap<string, Text>;

/**
 * What the areas of a criteria set are called, for a set names them by id: by the questionnaire of the newest round that
 * uses the set (`hash`), else the newest published one that has all of them, else the one that comes with the program.
 */
export async function areaTitles(ctx: Context, { criteria }: CriteriaSet, hash: string | null): Promise<AreaTitles> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const round = ctx.directory.rounds().find((one) => one.criteriaSet === hash);
  if (round) return titlesOf(ctx.directory.questionnaire(round.questionnaire));
  const published = (await publicationsOf(ctx, 'questionnaire_version')).map((one) =>
    titlesOf(ctx.directory.questionnaire(one.hash))
  );
  return published.find((titles) => criteria.every(({ area }) => titles.has(area))) ?? titlesOf(bank);
}

function titlesOf({ areas }: { readonly areas: readonly Pick<Questionnaire['areas'][number], 'id' | 'title'>[] }) {
  return new Map(areas.map(({ id, title }) => [id, title]));
}
