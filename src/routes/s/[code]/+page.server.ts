import { fail, redirect } from '@sveltejs/kit';
import type { ProblemNote } from '$lib/domain/shared/problem';
import { LANGUAGES } from '$lib/i18n';
import { invitationIn, shutBy } from '$lib/server/services/people/invitations';
import {
  FIELD,
  firstOf,
  NO_FIELDS,
  readSurveyFields,
  type SurveyFields
} from '$lib/server/services/submit/survey-fields';
import { nextFormId, openDoor, type ShutDoor } from '$lib/server/services/submit/survey-page';
import { sendSurveyForm } from '$lib/server/services/submit/survey-post';
import { formView, languageOf, shutView, stageView, type SurveyView } from '$lib/server/services/submit/survey-view';
import { isUuid4 } from '$lib/domain/shared/id';
import type { SurveyTurn } from '$lib/server/http/survey-handle';
import type { Actions, PageServerLoad } from './$types';

export const csr = false;

const RETRY_AFTER_S = '5';

export const load: PageServerLoad = ({ locals, params, url }): { view: SurveyView } => {
  const { ctx, survey: turn } = locals;
  const posted = turn?.kind === 'again' ? firstOf(turn.fields, FIELD.stage) : null;
  const invitation = turn?.kind === 'again' ? invitationIn(turn.fields) : (locals.invitation ?? null);
  const door = openDoor(ctx, { code: params.code, stage: posted ?? url.searchParams.get('stage'), invitation });
  const asked = turn && turn.kind !== 'new' ? turn.language : url.searchParams.get('lang');
  const languages = 'questionnaire' in door ? door.questionnaire.languages : LANGUAGES;
  const language = languageOf(languages, asked);
  const audio = turn?.kind === 'again' ? turn.audio : url.searchParams.get('audio');
  if (turn?.kind === 'shut' && 'round' in door) {
    const shut: ShutDoor = { kind: turn.why, code: door.link.code, link: door.link };
    return { view: shutView(ctx, shut, language, languages) };
  }
  if (door.kind === 'stage') return { view: stageView(ctx, door, language, audio) };
  if (door.kind !== 'form') return { view: shutView(ctx, door, language, languages) };
  const again = turn?.kind === 'again' ? turn : { fields: NO_FIELDS, problems: [], unsent: false, formId: '' };
  const given = turn?.kind === 'new' ? turn.formId : again.formId;
  const formId = isUuid4(given) ? given : nextFormId(ctx, door);
  return { view: formView(ctx, door, { ...again, language, audio, formId }) };
};

export const actions: Actions = {
  default: async ({ locals, params, request, setHeaders }) => {
    const fields = await readSurveyFields(request);
    const switchTo = firstOf(fields, FIELD.switchTo);
    const language = switchTo || firstOf(fields, FIELD.language);
    locals.language = language === 'en' ? 'en' : 'vi';
    locals.survey = turnOf(fields, language, []);
    if (switchTo || fields.has(FIELD.hear)) return;

    const outcome = await sendSurveyForm(locals.ctx, params.code, fields);
    if (outcome.kind === 'recorded') redirect(303, thanksAddress(params.code, outcome.receipt, language));
    if (outcome.kind === 'conflict') {
      locals.survey = { kind: 'shut', why: 'conflict', language };
      return fail(409);
    }
    if (outcome.kind === 'unsent') {
      locals.survey = { ...turnOf(fields, language, []), unsent: true };
      setHeaders({ 'retry-after': RETRY_AFTER_S });
      return fail(503);
    }
    const why = shutBy(outcome.problems);
    locals.survey = why ? { kind: 'shut', why, language } : turnOf(fields, language, outcome.problems);
    return fail(statusOf(outcome.problems));
  }
};

const turnOf = (
  fields: SurveyFields,
  language: string,
  problems: readonly ProblemNote[]
): SurveyTurn & { kind: 'again' } => ({
  kind: 'again',
  formId: firstOf(fields, FIELD.form),
  language,
  audio: firstOf(fields, fields.has(FIELD.hear) ? FIELD.hear : FIELD.audio),
  fields,
  problems,
  unsent: false
});

/** Unlike a look at the page, a form that a closed round did not take is no success. */
function statusOf(problems: readonly ProblemNote[]): number {
  const codes = problems.map((note) => note.code);
  if (codes.includes('link.revoked')) return 410;
  if (codes.includes('link.unknown') || codes.includes('link.malformed')) return 404;
  if (codes.includes('code.slow_down')) return 429;
  return codes.includes('round.none_open') || codes.includes('code.gone') ? 409 : 400;
}

function thanksAddress(code: string, receipt: string, language: string): string {
  const query = new URLSearchParams({ r: receipt, ...(language === 'en' && { lang: language }) });
  return `/s/${encodeURIComponent(code)}/thanks?${query}`;
}
