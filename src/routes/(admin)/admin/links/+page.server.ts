import { posterChoice } from '$lib/domain/organisation/poster-choice';
import { can } from '$lib/server/auth/can';
import type { Context } from '$lib/server/context';
import { addressedList } from '$lib/server/http/list-reading';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { qrPath } from '$lib/server/render/qr-path';
import { questionnaireOf } from '$lib/server/services/links/link-presets';
import { findUnitsOfLinks, UNIT_SORTS } from '$lib/server/services/links/link-list';
import { createLink, listLinks, revokeLink, rotateLink, setTestAnswers } from '$lib/server/services/links/links';
import {
  createMissingOnlineLinks,
  missingOnlineLinks,
  onlineLink,
  returnMessages
} from '$lib/server/services/links/online-links';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { countersWithoutPoster, createMissingLinks } from '$lib/server/services/links/missing-links';
import { startPosterBatch } from '$lib/server/services/links/posters';
import { scopeOf } from '../../scope';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, () => {
    const { ctx, language } = event.locals;
    const scope = scopeOf(event);
    const unit = scope.unit.id;
    const query = addressedList(event.url, UNIT_SORTS);
    return {
      scope,
      counters: listLinks(ctx, unit).map(({ counter, links }) => ({
        counter,
        links: links.map((link) => ({ ...link, qr: qrPath(link.url) }))
      })),
      query,
      units: findUnitsOfLinks(ctx, unit, query),
      presets: presetsOf(ctx, unit, language),
      missing: countersWithoutPoster(ctx, unit).length,
      online: { missing: missingOnlineLinks(ctx, unit).length, made: returnMessages(ctx, unit).length },
      mayManage: can(ctx, 'link.manage', unit),
      mayCorrect: can(ctx, 'response.correct', ctx.directory.root().id),
      mayPrint: can(ctx, 'poster.print', unit),
      publicOrigin: ctx.config.publicOrigin,
      done: event.url.searchParams.get('done'),
      n: Math.trunc(Number(event.url.searchParams.get('n'))) || 0
    };
  });

/** The filing modes and stages that a link may fix; none before the unit's first round. */
function presetsOf(ctx: Context, unit: string, language: string) {
  const questionnaire = questionnaireOf(ctx, unit);
  if (!questionnaire) return { filingModes: [], stages: [] };
  const { filingModes, stage } = questionnaire;
  const stages = stage.options.map(({ id, text }) => ({ id, title: text[language] ?? text['vi'] ?? id }));
  return { filingModes, stages };
}

export const actions: Actions = {
  create: (event) =>
    act(event, 'created', (ctx, form) =>
      createLink(ctx, {
        counter: form('counter'),
        filingMode: form('filingMode') || null,
        stage: form('stage') || null
      })
    ),
  missing: (event) => act(event, 'created', (ctx, form) => createMissingLinks(ctx, form('unit'))),
  online: (event) => act(event, 'online', (ctx, form) => onlineLink(ctx, { unit: form('unit'), field: form('field') })),
  onlineAll: (event) => act(event, 'onlineAll', (ctx, form) => createMissingOnlineLinks(ctx, form('unit'))),
  revoke: (event) => act(event, 'revoked', (ctx, form) => revokeLink(ctx, form('code'))),
  rotate: (event) => act(event, 'rotated', (ctx, form) => rotateLink(ctx, form('code'))),
  test: (event) => act(event, 'test', (ctx, form) => setTestAnswers(ctx, form('code'), form('on') === '1')),
  posters: async (event) => {
    const { locals, url } = event;
    const unit = url.searchParams.get('unit') ?? '';
    await orErrorPage(event, () => startPosterBatch(locals.ctx, unit, posterChoice({ language: locals.language })));
    redirect(303, '/admin/jobs');
  }
};

type Read = (name: string) => string;

/** Does it, then shows the unit's links again with what was done. */
async function act(event: RequestEvent, done: string, work: (ctx: Context, form: Read) => Promise<unknown>) {
  const sent = await event.request.formData();
  const form: Read = (name) => {
    const value = sent.get(name);
    return typeof value === 'string' ? value.slice(0, 100) : '';
  };
  const made = await orErrorPage(event, () => work(event.locals.ctx, form));
  const count = typeof made === 'number' ? `&n=${made}` : '';
  redirect(303, `/admin/links?unit=${encodeURIComponent(form('unit'))}&done=${done}${count}`);
}
