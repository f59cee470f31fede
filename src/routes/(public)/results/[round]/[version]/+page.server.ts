import { correctionLog } from '$lib/server/services/results/corrections';
import { repliesTo } from '$lib/server/services/results/replies';
import { respondentTypeNames } from '$lib/server/services/results/questions';
import { resultsOf } from '$lib/server/http/results-version';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { ctx, language } = event.locals;
  const found = await resultsOf(event);
  const { publication, round } = found;
  return {
    ...found,
    log: await correctionLog(ctx, round),
    replied: (await repliesTo(ctx, round.id, publication.version)).map(({ unit }) => unit),
    types: respondentTypeNames(ctx, publication.document.questionnaire, language),
    sort: event.url.searchParams.get('sort') === 'code' ? ('code' as const) : ('name' as const)
  };
};
