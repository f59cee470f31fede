import { localDay } from '$lib/domain/shared/time';
import { textField } from '$lib/server/http/form-field';
import { addressedList } from '$lib/server/http/list-reading';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { can } from '$lib/server/auth/can';
import { findOutages, OUTAGE_SORTS } from '$lib/server/services/outages/outage-list';
import { addOutage, revokeOutage } from '$lib/server/services/outages/outages';
import { redirect } from '@sveltejs/kit';
import { unitOptions } from '../../unit-options';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const query = addressedList(event.url, OUTAGE_SORTS);
    return {
      list: { query, sorts: OUTAGE_SORTS, ...(await findOutages(ctx, query)) },
      units: unitOptions(ctx).filter(({ id }) => can(ctx, 'outage.manage', id)),
      today: localDay(ctx.now()),
      told: event.url.searchParams.has('added') ? 'added' : event.url.searchParams.has('revoked') ? 'revoked' : null
    };
  });

export const actions: Actions = {
  add: async (event) => {
    const form = await event.request.formData();
    const [unit, from, to] = [textField(form, 'unit'), textField(form, 'from'), textField(form, 'to')];
    const typed = { unit, from, to, kind: textField(form, 'kind'), note: textField(form, 'note') };
    try {
      await addOutage(event.locals.ctx, typed);
    } catch (fault) {
      return formProblem(event, fault, typed);
    }
    redirect(303, '/admin/outages?added');
  },
  revoke: async (event) => {
    const form = await event.request.formData();
    try {
      await revokeOutage(event.locals.ctx, textField(form, 'outage'), textField(form, 'reason'));
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, '/admin/outages?revoked');
  }
};
