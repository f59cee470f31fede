import { can } from '$lib/server/auth/can';
import { textField } from '$lib/server/http/form-field';
import { addressedList } from '$lib/server/http/list-reading';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { partialForms, setPartialForms } from '$lib/server/services/kiosk/kiosk-changes';
import { kioskCounters } from '$lib/server/services/kiosk/kiosk-fleet';
import { findKiosks, KIOSK_SORTS } from '$lib/server/services/kiosk/kiosk-list';
import { approvePairing } from '$lib/server/services/kiosk/kiosk-pairing';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const root = ctx.directory.root().id;
    const query = addressedList(event.url, KIOSK_SORTS);
    return {
      list: { query, page: await findKiosks(ctx, query), sorts: KIOSK_SORTS },
      counters: kioskCounters(ctx),
      partial: can(ctx, 'round.manage', root) ? await partialForms(ctx) : null,
      address: `${ctx.config.publicOrigin}/kiosk`,
      done: event.url.searchParams.get('done')
    };
  });

export const actions: Actions = {
  pair: async (event) => {
    const form = await event.request.formData();
    const typed = { counter: textField(form, 'counter'), name: textField(form, 'name') };
    const code = textField(form, 'code');
    let id: string;
    try {
      id = await approvePairing(event.locals.ctx, { ...typed, code, pin: textField(form, 'pin') });
    } catch (fault) {
      return formProblem(event, fault, { ...typed, pairingCode: code });
    }
    redirect(303, `/admin/kiosks/${id}?done=paired`);
  },
  partial: async (event) => {
    const form = await event.request.formData();
    try {
      await setPartialForms(event.locals.ctx, textField(form, 'partial'));
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, '/admin/kiosks?done=partial');
  }
};
