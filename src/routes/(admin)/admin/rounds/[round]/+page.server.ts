import { can } from '$lib/server/auth/can';
import type { Context } from '$lib/server/context';
import { textField, wholeField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { roundSettingsFrom } from '$lib/server/http/round-form';
import { roundDocuments } from '$lib/server/services/rounds/round-documents';
import { isClosingAtWork, roundSettingsView, unitChoices } from '$lib/server/services/rounds/round-admin';
import { endAnswering, startClosing } from '$lib/server/services/rounds/round-closing';
import { deleteDraft, ratedUnits, saveDraft } from '$lib/server/services/rounds/round-drafts';
import { openDraft, openingChecks } from '$lib/server/services/rounds/round-opening';
import {
  askReopening,
  confirmReopening,
  reopeningsOf,
  withoutAgency
} from '$lib/server/services/rounds/round-reopening';
import { replayScorecard } from '$lib/server/services/rounds/scorecard-replay';
import { changedSince, scorecardsOf } from '$lib/server/services/rounds/scorecards';
import { redirect } from '@sveltejs/kit';
import { roundOptions } from '../round-options';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const id = event.params.round;
    const settings = roundSettingsView(ctx, id);
    const isDraft = settings.status === 'draft';
    const cards = isDraft ? [] : await scorecardsOf(ctx, id);
    return {
      settings,
      documents: isDraft ? await roundDocuments(ctx) : { questionnaires: [], criteriaSets: [] },
      units: unitChoices(ctx, isDraft ? ratedUnits(ctx) : settings.memberIds),
      rounds: roundOptions(ctx),
      checks: isDraft ? await openingChecks(ctx, id) : [],
      cards: cards.map(({ version, madeAt, hash, document }) => {
        const [province] = document.units;
        return {
          version,
          madeAt,
          hash,
          responses: document.responses,
          province,
          changes: changedSince(cards, version)
        };
      }),
      replay: event.url.searchParams.has('replay') ? await replayScorecard(ctx, id) : null,
      reopenings: isDraft ? [] : await reopeningsOf(ctx, id),
      withoutAgency: settings.status === 'closed' ? await withoutAgency(ctx) : null,
      mayNoteAgency: can(ctx, 'person.manage', ctx.directory.root().id),
      isAtWork: await isClosingAtWork(ctx, id),
      mayManage: can(ctx, 'round.manage', ctx.directory.root().id),
      mayConfirm: can(ctx, 'round.confirm', ctx.directory.root().id),
      done: event.url.searchParams.get('done')
    };
  });

export const actions: Actions = {
  save: (event) =>
    act(event, 'saved', (ctx, id, form) => saveDraft(ctx, id, revisionIn(form), roundSettingsFrom(form))),
  open: (event) => act(event, 'opened', (ctx, id, form) => openDraft(ctx, id, revisionIn(form))),
  end: (event) => act(event, 'ended', endAnswering),
  close: (event) => act(event, 'closing', startClosing),
  ask: (event) => act(event, 'asked', (ctx, id, form) => askReopening(ctx, id, textField(form, 'reason'))),
  confirm: (event) => act(event, 'reopened', confirmReopening),
  discard: async (event) => {
    await orErrorPage(event, () => deleteDraft(event.locals.ctx, event.params.round));
    redirect(303, '/admin/rounds');
  }
};

const revisionIn = (form: FormData) => wholeField(form, 'revision');

type Work = (ctx: Context, id: string, form: FormData) => Promise<unknown>;

/** Does it, then shows the round again with what was done; or with why not. */
async function act(event: RequestEvent, done: string, work: Work) {
  const { round } = event.params;
  const form = await event.request.formData();
  try {
    await work(event.locals.ctx, round, form);
  } catch (fault) {
    return formProblem(event, fault, { reason: textField(form, 'reason') });
  }
  redirect(303, `/admin/rounds/${encodeURIComponent(round)}?done=${done}`);
}
