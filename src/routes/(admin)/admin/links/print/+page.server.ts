import { POSTER_INKS, POSTER_LANGUAGES, POSTER_SHEETS, posterChoice } from '$lib/domain/organisation/poster-choice';
import { unitTitle } from '$lib/domain/organisation/unit-tree';
import { can, homeOf } from '$lib/server/auth/can';
import { formOf } from '$lib/server/http/document-form';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { GUIDES } from '$lib/server/services/links/guides';
import { posterLogo, setPosterLogo } from '$lib/server/services/links/poster-logo';
import { startPosterBatch } from '$lib/server/services/links/posters';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const unit = event.url.searchParams.get('unit') ?? homeOf(ctx)?.unit ?? ctx.directory.root().id;
    const logo = await posterLogo(ctx);
    return {
      ...{ unit, title: unitTitle(ctx.directory.unit(unit)), guides: GUIDES },
      ...{ sheets: POSTER_SHEETS, inks: POSTER_INKS, posterLanguages: POSTER_LANGUAGES },
      logo: logo && `data:image/png;base64,${logo.toString('base64')}`,
      maySetLogo: can(ctx, 'link.manage', ctx.directory.root().id)
    };
  });

export const actions: Actions = {
  batch: async (event) => {
    const form = await orErrorPage(event, () => formOf(event.request));
    const field = (name: string) => textField(form, name);
    const choice = posterChoice({
      ...{ sheet: field('sheet'), ink: field('ink'), language: field('language'), nfc: field('nfc') }
    });
    await orErrorPage(event, () => startPosterBatch(event.locals.ctx, field('unit'), choice));
    redirect(303, '/admin/jobs');
  },
  logo: async (event) => {
    const file = (await orErrorPage(event, () => formOf(event.request))).get('logo');
    try {
      await setPosterLogo(event.locals.ctx, file instanceof File ? await file.bytes() : new Uint8Array());
    } catch (fault) {
      return formProblem(event, fault, {});
    }
    redirect(303, '/admin/links/print');
  }
};
