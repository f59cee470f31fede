import { allows, allowsSomewhere } from '$lib/domain/access/policy';
import { unitTitle } from '$lib/domain/organisation/unit-tree';
import { homeOf } from '$lib/server/auth/can';
import { parseLanguage } from '$lib/i18n';
import { nextStep } from '$lib/server/services/organisation/first-steps';
import type { LayoutServerLoad } from './$types';

const YEAR_S = 31_536_000;

/** What stands around every page. Nothing is checked here: hooks.server.ts and the services do (DESIGN §8). */
export const load: LayoutServerLoad = async ({ locals, url, cookies }) => {
  const { ctx, language } = locals;
  if (parseLanguage(url.searchParams.get('lang'))) {
    const secure = ctx.config.publicOrigin.startsWith('https://');
    cookies.set('hailong-language', language, { path: '/', maxAge: YEAR_S, sameSite: 'lax', httpOnly: true, secure });
  }
  const home = homeOf(ctx);
  const grant = home ?? ctx.actor.grants[0];
  const root = ctx.directory.root().id;
  return {
    language,
    province: unitTitle(ctx.directory.root()),
    person: {
      name: ctx.actor.name,
      role: grant?.role ?? null,
      unit: grant ? unitTitle(ctx.directory.unit(grant.unit)) : ''
    },
    home: home?.unit ?? root,
    isHomeWithUnits: home?.unit === root,
    nextStep: await nextStep(ctx, url.pathname),
    isSimulated: ctx.directory.purpose() === 'demo',
    isEnrolling: ctx.actor.lacksSecondFactor === true,
    may: {
      figures: home !== null,
      organisation: allowsSomewhere(ctx.actor.grants, 'unit.read'),
      links: allowsSomewhere(ctx.actor.grants, 'link.read'),
      questionnaires: allows(ctx.actor.grants, 'questionnaire.read', [root]),
      analysis: allows(ctx.actor.grants, 'analysis.read', [root]),
      rounds: allows(ctx.actor.grants, 'scorecard.read', [root]),
      plan: allowsSomewhere(ctx.actor.grants, 'plan.read'),
      reports: allowsSomewhere(ctx.actor.grants, 'report.make'),
      publication: allowsSomewhere(ctx.actor.grants, 'publication.read'),
      paper: allowsSomewhere(ctx.actor.grants, 'paper.enter'),
      imports: allows(ctx.actor.grants, 'import.use', [root]),
      kiosks: allowsSomewhere(ctx.actor.grants, 'kiosk.read'),
      outages: allowsSomewhere(ctx.actor.grants, 'outage.read'),
      codes: allows(ctx.actor.grants, 'code.manage', [root]),
      jobs: allowsSomewhere(ctx.actor.grants, 'job.use'),
      health: allows(ctx.actor.grants, 'store.health', [root]),
      people: allows(ctx.actor.grants, 'account.manage', [root]),
      audit: allows(ctx.actor.grants, 'audit.read', [root])
    }
  };
};
