import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { roundSettingsFrom } from '$lib/server/http/round-form';
import { roundDocuments } from '$lib/server/services/rounds/round-documents';
import { unitChoices } from '$lib/server/services/rounds/round-admin';
import { createDraft, ratedUnits, suggestedSettings } from '$lib/server/services/rounds/round-drafts';
import { redirect } from '@sveltejs/kit';
import { roundOptions } from '../round-options';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    return {
      settings: suggestedSettings(ctx),
      documents: await roundDocuments(ctx),
      units: unitChoices(ctx, ratedUnits(ctx)),
      rounds: roundOptions(ctx)
    };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    let id: string;
    try {
      id = await createDraft(event.locals.ctx, roundSettingsFrom(form));
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, `/admin/rounds/${id}`);
  }
};
