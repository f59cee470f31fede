import { documentReply } from '$lib/server/http/document-form';
import { replying } from '$lib/server/http/problem-reply';
import { namedQuestionnaire } from '$lib/server/services/questionnaires/questionnaires';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { questionnaire } = await namedQuestionnaire(event.locals.ctx, event.params.document);
    return documentReply(questionnaire, `${questionnaire.id}-${questionnaire.version}`);
  });
