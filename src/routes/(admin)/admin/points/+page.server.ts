import { can } from '$lib/server/auth/can';
import { textField } from '$lib/server/http/form-field';
import { changesIn, levelIn, targetsFrom, triedPage } from '$lib/server/http/points-form';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { officialResults } from '$lib/server/services/points/official-results';
import { pointsChoices } from '$lib/server/services/points/points-choices';
import { setPointsTargets } from '$lib/server/services/points/points-targets';
import { redirect } from '@sveltejs/kit';
import { queryOf, scopeOf } from '../../scope';
import type { Actions, PageServerLoad } from './$types';

/** Four measures of three years. */
const OFFICIAL_SHOWN = 12;

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx, language } = event.locals;
    const scope = { ...scopeOf(event), respondentType: null, filingMode: null, lane: null };
    const query = queryOf(ctx, scope);
    const changes = changesIn(event.url, scope.unit.id);
    const tried = query && (await triedPage(event, { ...query, changes, level: levelIn(event.url, 'plus5') }));
    return {
      scope,
      ...{ page: tried?.page ?? null, refused: tried?.refused ?? null, changes },
      choices: query && pointsChoices(ctx, query, language),
      official: (await officialResults(ctx)).slice(0, OFFICIAL_SHOWN),
      mayReadSet: can(ctx, 'questionnaire.read', ctx.directory.root().id),
      mayReadSheet: can(ctx, 'scorecard.read', ctx.directory.root().id),
      mayPlan: can(ctx, 'plan.manage', ctx.directory.root().id),
      isSaved: event.url.searchParams.get('done') === 'targets'
    };
  });

export const actions: Actions = {
  targets: async (event) => {
    const form = await event.request.formData();
    const round = textField(form, 'round');
    try {
      await setPointsTargets(event.locals.ctx, round, targetsFrom(form));
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, `/admin/points?round=${encodeURIComponent(round)}&done=targets`);
  }
};
