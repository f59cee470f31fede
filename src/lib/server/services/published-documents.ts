import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';

export interface PublishedDocument {
  readonly hash: string;
  readonly title: Readonly<Record<string, string>>;
  readonly publishedAt: number;
}

/** The questionnaires and criteria sets that a round can be made with, newest first. */
export async function publishedDocuments(ctx: Context) {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const listed = (table: 'questionnaire_version' | 'criteria_set') =>
    ctx.db.selectFrom(table).select(['hash', 'published_at']).orderBy('published_at', 'desc').orderBy('hash').execute();
  const [questionnaires, criteriaSets] = [await listed('questionnaire_version'), await listed('criteria_set')];
  return {
    questionnaires: questionnaires.map(({ hash, published_at: publishedAt }): PublishedDocument => {
      return { hash, title: ctx.directory.questionnaire(hash).title, publishedAt };
    }),
    criteriaSets: criteriaSets.map(({ hash, published_at: publishedAt }): PublishedDocument => {
      return { hash, title: ctx.directory.criteriaSet(hash).title, publishedAt };
    })
  };
}
