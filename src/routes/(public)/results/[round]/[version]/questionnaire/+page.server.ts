import { publicQuestions } from '$lib/server/services/results/questions';
import { resultsOf } from '$lib/server/http/results-version';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const found = await resultsOf(event);
  const hash = found.publication.document.questionnaire;
  return { ...found, hash, questions: publicQuestions(event.locals.ctx, hash, event.locals.language) };
};
