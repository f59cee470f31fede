import { diffQuestionnaires, type QuestionnaireDiff } from '../../../domain/questionnaire/diff.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { publicationsOf } from './published-documents.ts';
import { namedQuestionnaire, type NamedQuestionnaire } from './questionnaires.ts';

export interface Difference {
  readonly after: NamedQuestionnaire;
  /** What it is compared with; null where there is no other version. */
  readonly before: { readonly named: NamedQuestionnaire; readonly diff: QuestionnaireDiff } | null;
  /** Published versions that it can be compared with, newest first. */
  readonly others: readonly { readonly hash: string; readonly title: string }[];
}

/**
 * What differs between a version or draft and another version: the one asked for, else the one that a draft is based on,
 * else the one published before. Throws `questionnaire.not_found`.
 */
export async function differenceOf(ctx: Context, address: string, asked: string | null): Promise<Difference> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const after = await namedQuestionnaire(ctx, address);
  const versions = (await publicationsOf(ctx, 'questionnaire_version')).filter(({ hash }) => hash !== address);
  const others = versions.map(({ hash, name }) => {
    const { id, version } = ctx.directory.questionnaire(hash);
    return { hash, title: `${name || id}, ${version} (${hash.slice(0, 8)})` };
  });
  const basedOn = after.kind === 'draft' ? after.entry.basedOn : null;
  const older = versions.find((one) => after.kind === 'draft' || one.publishedAt <= after.entry.publishedAt);
  const chosen = asked ?? basedOn ?? older?.hash ?? versions[0]?.hash;
  if (chosen === undefined) return { after, before: null, others };
  const named = await namedQuestionnaire(ctx, chosen);
  return { after, before: { named, diff: diffQuestionnaires(named.questionnaire, after.questionnaire) }, others };
}
