import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { publicationsOf } from '../questionnaires/published-documents.ts';

/** A published document that a round can be made with. */
export interface RoundDocument {
  readonly hash: string;
  /** What people call it; its own title where it was published without a name. */
  readonly title: Readonly<Record<string, string>>;
  readonly publishedAt: number;
}

/** The questionnaires and criteria sets that a round can be made with, newest first. */
export async function roundDocuments(ctx: Context) {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const [questionnaires, criteriaSets] = [
    await publicationsOf(ctx, 'questionnaire_version'),
    await publicationsOf(ctx, 'criteria_set')
  ];
  const listed = ({ hash, name, publishedAt }: (typeof questionnaires)[number], title: RoundDocument['title']) => {
    return { hash, publishedAt, title: name === '' ? title : { vi: name } } satisfies RoundDocument;
  };
  return {
    questionnaires: questionnaires.map((one) => listed(one, ctx.directory.questionnaire(one.hash).title)),
    criteriaSets: criteriaSets.map((one) => listed(one, ctx.directory.criteriaSet(one.hash).title))
  };
}
