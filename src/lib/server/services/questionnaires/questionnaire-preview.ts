import type { Booklet } from '../../../domain/questionnaire/booklets.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { namedQuestionnaire, type NamedQuestionnaire } from './questionnaires.ts';
import { NO_HEARING } from './survey-audio.ts';
import { formOf } from '../submit/survey-form-view.ts';
import { booklets } from '../submit/survey-page.ts';
import { languageOf, type FormView } from '../submit/survey-view.ts';

/** What a preview is asked for; null is the first there is. */
export interface PreviewAsked {
  /** Id of a booklet, `filingMode/stage/number` or `filingMode/stage/full`. */
  readonly booklet: string | null;
  /** An answer to "for whom": it decides who is asked. */
  readonly forWhom: string | null;
  readonly language: string | null;
}

export interface PreviewChoice {
  readonly named: NamedQuestionnaire;
  readonly booklets: readonly Booklet[];
  readonly forWhom: Questionnaire['forWhom']['options'];
  readonly chosen: { readonly booklet: Booklet; readonly forWhom: string; readonly language: string };
}

/** What a questionnaire can be previewed as, and what was chosen. Throws `questionnaire.not_found`, `booklet.unknown`. */
export async function previewChoice(ctx: Context, address: string, asked: PreviewAsked): Promise<PreviewChoice> {
  const named = await namedQuestionnaire(ctx, address);
  const { questionnaire: q } = named;
  const all = q.filingModes.flatMap((filingMode) =>
    q.stages.flatMap((stage) =>
      (['booklet', 'full'] as const).flatMap((form) => booklets(q, { form, filingMode, stage, invitedAs: null }))
    )
  );
  const open = new Set(q.respondentTypes.filter((type) => !type.invitedOnly).map((type) => type.id));
  const forWhom = q.forWhom.options.filter((option) => open.has(option.respondentType));
  const booklet = all.find(({ id }) => id === asked.booklet) ?? (asked.booklet === null ? all[0] : undefined);
  if (!booklet) throw problem('booklet.unknown');
  const chosen = forWhom.find(({ id }) => id === asked.forWhom) ?? forWhom[0];
  const language = languageOf(q.languages, asked.language);
  return { named, booklets: all, forWhom, chosen: { booklet, forWhom: chosen?.id ?? '', language } };
}

const NO_ID = '00000000-0000-4000-8000-000000000000';

/** The survey page of a booklet, by the code that makes it for citizens; nothing of it is sent or kept. */
export async function previewForm(ctx: Context, address: string, asked: PreviewAsked): Promise<FormView> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const { named, chosen } = await previewChoice(ctx, address, asked);
  const { questionnaire: q } = named;
  const { booklet, forWhom, language } = chosen;
  const query = new URLSearchParams({ booklet: booklet.id, for: forWhom });
  return formOf(
    q,
    { formId: NO_ID, language, audio: null, fields: new Map([[q.forWhom.id, [forWhom]]]), problems: [], unsent: false },
    {
      code: '',
      office: { province: unitTitle(ctx.directory.root()), unit: named.entry.name, counter: q.version },
      testUntil: null,
      simulated: false,
      stage: booklet.family.split('/')[1] ?? '',
      questionnaire: address,
      preview: `${query}&`,
      invitation: null,
      hearing: NO_HEARING,
      items: new Set(booklet.items)
    }
  );
}
