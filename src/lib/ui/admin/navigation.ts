import type { FirstStep } from '../../server/services/organisation/first-steps.ts';
import type { IconName } from '../controls/Icon.svelte';

/** What a person may open; `figures` stands for the Overview and the units. */
type Gated =
  | 'figures'
  | 'organisation'
  | 'links'
  | 'kiosks'
  | 'codes'
  | 'questionnaires'
  | 'analysis'
  | 'rounds'
  | 'paper'
  | 'imports'
  | 'jobs'
  | 'people'
  | 'audit'
  | 'health';

/** What stands around every page. */
export interface FrameData {
  readonly province: string;
  readonly person: { readonly name: string; readonly role: string | null; readonly unit: string };
  /** The unit of the first grant that sees figures. */
  readonly home: string;
  readonly isHomeWithUnits: boolean;
  /** What comes next in the first set-up, on its pages. */
  readonly nextStep: FirstStep | null;
  readonly isSimulated: boolean;
  /** Still has to add a second factor: no other page opens. */
  readonly isEnrolling: boolean;
  readonly may: Readonly<Record<Gated, boolean>>;
}

export interface NavigationLink {
  readonly key: Exclude<Gated, 'figures'> | 'overview' | 'units' | 'points';
  readonly href: string;
  readonly icon: IconName;
  readonly isCurrent: boolean;
}

/** The pages of the rail; only those that exist. The list of units stands on the Overview of who sees more than one. */
export function linksOf(
  { home, isHomeWithUnits, isEnrolling, may }: FrameData,
  pathname: string
): readonly NavigationLink[] {
  if (isEnrolling) return [];
  const units = isHomeWithUnits ? '/admin#units' : `/admin/units/${encodeURIComponent(home)}`;
  const link = (key: NavigationLink['key'], href: string, isCurrent: boolean): NavigationLink => ({
    ...{ key, href, isCurrent },
    icon: key
  });
  return [
    ...(may.figures
      ? [
          link('overview', '/admin', pathname === '/admin'),
          link('units', units, pathname.startsWith('/admin/units/')),
          link('points', '/admin/points', pathname.startsWith('/admin/points'))
        ]
      : []),
    ...(may.organisation
      ? [link('organisation', '/admin/organisation', pathname.startsWith('/admin/organisation'))]
      : []),
    ...(may.links ? [link('links', '/admin/links', pathname.startsWith('/admin/links'))] : []),
    ...(may.kiosks ? [link('kiosks', '/admin/kiosks', pathname.startsWith('/admin/kiosks'))] : []),
    ...(may.codes ? [link('codes', '/admin/codes', pathname === '/admin/codes')] : []),
    ...(may.questionnaires
      ? [link('questionnaires', '/admin/questionnaires', /^\/admin\/(questionnaires|criteria-sets)/.test(pathname))]
      : []),
    ...(may.analysis ? [link('analysis', '/admin/analysis', pathname === '/admin/analysis')] : []),
    ...(may.rounds ? [link('rounds', '/admin/rounds', /^\/admin\/(rounds|periods)/.test(pathname))] : []),
    ...(may.paper ? [link('paper', '/admin/paper', pathname.startsWith('/admin/paper'))] : []),
    ...(may.imports ? [link('imports', '/admin/imports', pathname.startsWith('/admin/imports'))] : []),
    ...(may.jobs ? [link('jobs', '/admin/jobs', pathname === '/admin/jobs')] : []),
    ...(may.people ? [link('people', '/admin/people', pathname.startsWith('/admin/people'))] : []),
    ...(may.audit ? [link('audit', '/admin/audit', pathname.startsWith('/admin/audit'))] : []),
    ...(may.health ? [link('health', '/admin/health', pathname === '/admin/health')] : [])
  ];
}

/** The same page in another language. */
export function languageHref(url: URL, language: string): string {
  const search = new URLSearchParams(url.search);
  search.set('lang', language);
  return `${url.pathname}?${search.toString()}`;
}
