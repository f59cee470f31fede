import { orErrorPage } from '$lib/server/http/problem-reply';
import { unitDetail } from '$lib/server/services/units/unit-detail';
import { scopeOf } from '../../../../scope';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const scope = scopeOf(event, event.params.unit);
    return {
      scope,
      detail: scope.round === null ? null : await unitDetail(ctx, { round: scope.round, unit: scope.unit.id })
    };
  });
