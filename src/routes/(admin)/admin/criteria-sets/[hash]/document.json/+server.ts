import { documentReply } from '$lib/server/http/document-form';
import { replying } from '$lib/server/http/problem-reply';
import { namedCriteriaSet } from '$lib/server/services/questionnaires/criteria-sets';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { criteriaSet } = await namedCriteriaSet(event.locals.ctx, event.params.hash);
    return documentReply(criteriaSet, `${criteriaSet.id}-${criteriaSet.version}`);
  });
