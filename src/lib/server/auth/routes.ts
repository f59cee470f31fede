import type { Permission } from '../../domain/access/policy.ts';

/**
 * Who may come in: everybody; everybody signed in; they, even while they still lack the second factor that they must
 * have; who holds the permission (on the unit the route names, if any); or who holds it on the whole province.
 */
export type Rule = 'public' | 'signed_in' | 'enrolling' | Permission | ProvinceRule;
export type ProvinceRule = `${Permission} of the province`;

export interface RoutePolicy {
  readonly GET?: Rule;
  readonly POST?: Rule;
  readonly actions?: Readonly<Record<string, Rule>>;
}

const IMPORTS = 'import.use of the province';
const SCORECARDS = 'scorecard.read of the province';
const ROUNDS = 'round.manage of the province';
const UNITS = 'unit.manage of the province';
const CORRECT = 'response.correct of the province';
const CODES = 'code.manage of the province';
const PEOPLE = 'person.manage of the province';
const ACCOUNTS = 'account.manage of the province';
const READ_DOCUMENTS = 'questionnaire.read of the province';
const MANAGE_DOCUMENTS = 'questionnaire.manage of the province';

/**
 * Every route of the application. What is not here is denied, at run time by hooks.server.ts and by
 * tests/integration/access-matrix.test.ts, which fails on a route, method or action that is not declared.
 */
export const ROUTES: Readonly<Record<string, RoutePolicy>> = {
  '/': { GET: 'public' },
  '/kiosk': { GET: 'public' },
  '/s/[code]': { GET: 'public', actions: { default: 'public' } },
  '/s/[code]/thanks': { GET: 'public' },
  '/s/[code]/poster.pdf': { GET: 'public' },
  '/api/v1/kiosk/pairing': { POST: 'public' },
  '/api/v1/kiosk/contact': { POST: 'public' },
  '/api/v1/kiosk/package': { POST: 'public' },
  '/s/audio/[sha256]': { GET: 'public' },
  '/results': { GET: 'public' },
  '/results/[round]': { GET: 'public' },
  '/results/[round]/[version]': { GET: 'public' },
  '/results/[round]/[version]/units/[unit]': { GET: 'public' },
  '/results/[round]/[version]/questionnaire': { GET: 'public' },
  '/results/[round]/[version]/data.csv': { GET: 'public' },
  '/results/[round]/[version]/data.json': { GET: 'public' },
  '/results/[round]/[version]/card.svg': { GET: 'public' },
  '/results/[round]/[version]/card.png': { GET: 'public' },
  '/results/[round]/[version]/embed': { GET: 'public' },
  '/login': { GET: 'public', actions: { default: 'public' } },
  '/login/step': { GET: 'public', actions: { default: 'public' } },
  '/login/passkey': { GET: 'public', POST: 'public' },
  '/login/oidc': { GET: 'public' },
  '/login/oidc/callback': { GET: 'public' },
  '/logout': { POST: 'public' },
  '/invite/[token]': { GET: 'public', actions: { default: 'public' } },
  '/setup/[token]': { GET: 'public', actions: { default: 'public' } },
  '/admin': { GET: 'overview.read' },
  '/admin/trends': { GET: 'overview.read' },
  '/admin/trends/export': { GET: 'overview.read' },
  '/admin/units': { GET: 'overview.read' },
  '/admin/units/export': { GET: 'overview.read' },
  '/admin/points': { GET: 'overview.read', actions: { targets: ROUNDS } },
  '/admin/points/sheet': { GET: SCORECARDS, actions: { default: ROUNDS } },
  '/admin/points/sheet/document.xlsx': { GET: SCORECARDS },
  '/admin/points/official': { GET: 'overview.read', actions: { save: ROUNDS, remove: ROUNDS } },
  '/admin/units/[unit]': { GET: 'unit.read' },
  '/admin/units/[unit]/detail': { GET: 'overview.read' },
  '/admin/organisation': { GET: 'unit.read' },
  '/admin/organisation/export': { GET: 'unit.read' },
  '/admin/organisation/[unit]': {
    GET: 'unit.read',
    actions: { correct: 'unit.manage', add: 'unit.manage', addCounter: 'unit.manage', remove: 'unit.manage' }
  },
  '/admin/organisation/[unit]/counters/[counter]': {
    GET: 'unit.read',
    actions: { save: 'unit.manage', opening: 'counter.edit', end: 'unit.manage' }
  },
  '/admin/organisation/[unit]/change': { GET: UNITS, actions: { default: UNITS } },
  '/admin/reports': { GET: 'report.make', actions: { default: 'report.make' } },
  '/admin/reports/[report]/[name]': { GET: 'report.make' },
  '/admin/plan': { GET: 'plan.read', actions: { add: 'plan.manage of the province' } },
  '/admin/plan/export': { GET: 'plan.read' },
  '/admin/plan/[task]': {
    GET: 'plan.read',
    actions: {
      change: 'plan.manage of the province',
      remove: 'plan.manage of the province',
      progress: 'plan.report',
      done: 'plan.report'
    }
  },
  '/admin/outages': { GET: 'outage.read', actions: { add: 'outage.manage', revoke: 'outage.manage' } },
  '/admin/publication': {
    GET: 'publication.read',
    actions: { publisher: 'publication.manage of the province' }
  },
  '/admin/publication/[round]/wall': { GET: 'poster.print' },
  '/admin/publication/[round]': { GET: 'publication.read', actions: { reply: 'publication.reply' } },
  '/admin/links': {
    GET: 'link.read',
    actions: {
      create: 'link.manage',
      missing: 'link.manage',
      revoke: 'link.manage',
      rotate: 'link.manage',
      test: 'link.manage',
      online: 'link.manage',
      onlineAll: 'link.manage',
      posters: 'poster.print'
    }
  },
  '/admin/links/poster': { GET: 'poster.print' },
  '/admin/links/print': {
    GET: 'poster.print',
    actions: { batch: 'poster.print', logo: 'link.manage of the province' }
  },
  '/admin/links/export': { GET: 'link.read' },
  '/admin/links/messages': { GET: 'link.read' },
  '/admin/links/guide': { GET: 'poster.print' },
  '/admin/links/answers': { GET: CORRECT, actions: { move: CORRECT, void: CORRECT } },
  '/admin/kiosks': { GET: 'kiosk.read', actions: { pair: 'kiosk.manage', partial: 'round.manage of the province' } },
  '/admin/kiosks/export': { GET: 'kiosk.read' },
  '/admin/kiosks/[kiosk]': {
    GET: 'kiosk.read',
    actions: {
      change: 'kiosk.manage',
      move: 'kiosk.manage',
      revoke: 'kiosk.manage',
      command: 'kiosk.manage',
      settle: 'kiosk.manage'
    }
  },
  '/admin/codes': { GET: CODES, actions: { make: CODES, revoke: CODES } },
  '/admin/codes/export': { GET: CODES },
  '/admin/codes/panel': { POST: CODES },
  '/admin/analysis': { GET: 'analysis.read of the province', actions: { start: 'analysis.start of the province' } },
  '/admin/health': { GET: 'store.health of the province', actions: { backup: 'store.backup of the province' } },
  '/admin/rounds': { GET: SCORECARDS },
  '/admin/rounds/new': { GET: ROUNDS, actions: { default: ROUNDS } },
  '/admin/rounds/[round]': {
    GET: SCORECARDS,
    actions: {
      save: ROUNDS,
      open: ROUNDS,
      end: ROUNDS,
      close: ROUNDS,
      ask: ROUNDS,
      confirm: 'round.confirm of the province',
      discard: ROUNDS
    }
  },
  '/admin/rounds/[round]/targets': { GET: SCORECARDS, actions: { default: ROUNDS } },
  '/admin/periods': { GET: SCORECARDS, actions: { default: ROUNDS } },
  '/admin/periods/[period]': { GET: SCORECARDS, actions: { default: ROUNDS } },
  '/admin/paper': { GET: 'paper.enter', actions: { default: 'paper.enter' } },
  '/admin/paper/export': { GET: 'paper.enter' },
  '/admin/paper/[batch]': { GET: 'paper.enter', actions: { default: 'paper.enter' } },
  '/admin/paper/[batch]/check': { GET: 'paper.enter', actions: { default: 'paper.enter' } },
  '/admin/paper/[batch]/form.pdf': { GET: 'paper.enter' },
  '/admin/imports': { GET: IMPORTS, actions: { default: IMPORTS } },
  '/admin/imports/template': { GET: IMPORTS },
  '/admin/imports/[import]': { GET: IMPORTS, actions: { choose: IMPORTS, apply: IMPORTS, undo: IMPORTS } },
  '/admin/jobs': { GET: 'job.use', actions: { cancel: 'job.use' } },
  '/admin/jobs/[job]/[name]': { GET: 'job.use', POST: CODES },
  '/admin/account': {
    GET: 'signed_in',
    actions: {
      password: 'signed_in',
      revoke: 'signed_in',
      revokeOthers: 'signed_in',
      codes: 'signed_in',
      removeTotp: 'signed_in',
      removePasskey: 'signed_in'
    }
  },
  '/admin/account/second-factor': { GET: 'enrolling', actions: { default: 'enrolling' } },
  '/admin/account/passkey': { GET: 'enrolling', POST: 'enrolling' },
  '/admin/people': { GET: ACCOUNTS, actions: { default: PEOPLE } },
  // Not /admin/people/export: somebody's account may be called so.
  '/admin/people/export/list': { POST: ACCOUNTS },
  '/admin/people/[account]': {
    GET: ACCOUNTS,
    actions: {
      link: PEOPLE,
      grant: PEOPLE,
      revoke: PEOPLE,
      agency: PEOPLE,
      disable: ACCOUNTS,
      enable: PEOPLE,
      endSessions: ACCOUNTS,
      resetFactors: PEOPLE,
      allowOidc: PEOPLE,
      unlinkOidc: PEOPLE
    }
  },
  '/admin/people/[account]/handover': { GET: PEOPLE, actions: { default: PEOPLE } },
  '/admin/questionnaires': { GET: READ_DOCUMENTS, actions: { import: MANAGE_DOCUMENTS, sample: MANAGE_DOCUMENTS } },
  '/admin/questionnaires/[document]': {
    GET: READ_DOCUMENTS,
    actions: { draft: MANAGE_DOCUMENTS, publish: MANAGE_DOCUMENTS, discard: MANAGE_DOCUMENTS }
  },
  '/admin/questionnaires/[document]/edit': {
    GET: MANAGE_DOCUMENTS,
    actions: { save: MANAGE_DOCUMENTS, language: MANAGE_DOCUMENTS, replace: MANAGE_DOCUMENTS }
  },
  '/admin/questionnaires/[document]/difference': { GET: READ_DOCUMENTS },
  '/admin/questionnaires/[document]/preview': { GET: READ_DOCUMENTS },
  '/admin/questionnaires/[document]/preview/form': { GET: READ_DOCUMENTS },
  '/admin/questionnaires/[document]/document.json': { GET: READ_DOCUMENTS },
  '/admin/questionnaires/[document]/audio': {
    GET: READ_DOCUMENTS,
    actions: { language: MANAGE_DOCUMENTS, keep: MANAGE_DOCUMENTS, remove: MANAGE_DOCUMENTS }
  },
  '/admin/questionnaires/[document]/audio/file': { GET: READ_DOCUMENTS },
  '/admin/questionnaires/[document]/audio/script': { GET: READ_DOCUMENTS },
  '/admin/questionnaires/[document]/audio/script.pdf': { GET: READ_DOCUMENTS },
  '/admin/criteria-sets': {
    GET: READ_DOCUMENTS,
    actions: { sample: MANAGE_DOCUMENTS, check: MANAGE_DOCUMENTS, publish: MANAGE_DOCUMENTS }
  },
  '/admin/criteria-sets/[hash]': { GET: READ_DOCUMENTS },
  '/admin/criteria-sets/[hash]/document.json': { GET: READ_DOCUMENTS },
  '/admin/criteria-sets/[hash]/document.xlsx': { GET: READ_DOCUMENTS },
  '/admin/criteria-sets/template.xlsx': { GET: READ_DOCUMENTS },
  '/admin/audit': { GET: 'audit.read of the province' },
  '/admin/audit/export': { POST: 'audit.read of the province' },
  '/api/v1/responses': { POST: 'public' },
  '/api/v1/links/[code]': { GET: 'public' },
  '/api/v1/rounds': { GET: 'round.read' },
  '/api/v1/rounds/[round]/estimates': { GET: 'estimate.read' },
  '/healthz': { GET: 'public' },
  '/readyz': { GET: 'public' },
  '/metrics': { GET: 'public' }
};
