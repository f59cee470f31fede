import { problem } from '$lib/domain/shared/problem';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { repliesTo } from '$lib/server/services/results/replies';
import { resultsOf } from '$lib/server/http/results-version';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const found = await resultsOf(event);
  const { round, publication } = found;
  const unit = publication.document.units.find(({ code }) => code === event.params.unit);
  if (!unit) return orErrorPage(event, () => Promise.reject(problem('results.no_unit')));
  const replies = await repliesTo(event.locals.ctx, round.id, publication.version);
  return { ...found, unit, reply: replies.find((reply) => reply.unit === unit.id) ?? null };
};
