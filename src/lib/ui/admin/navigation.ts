import type { FirstStep } from '../../server/services/organisation/first-steps.ts';
import type { IconName } from '../controls/Icon.svelte';

/** What a person may open; `figures` stands for the Overview and the units. */
type Gated =
  | 'figures'
  | 'organisation'
  | 'links'
  | 'kiosks'
  | 'outages'
  | 'codes'
  | 'questionnaires'
  | 'analysis'
  | 'rounds'
  | 'publication'
  | 'plan'
  | 'reports'
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
  readonly key: Exclude<Gated, 'figures'> | 'overview' | 'trends' | 'units' | 'points';
  readonly href: string;
  readonly icon: IconName;
  readonly isCurrent: boolean;
}

/** Pages that serve one purpose, under a heading of the rail; its words are `admin:rail.<key>`. */
export interface NavigationGroup {
  readonly key: 'watch' | 'act' | 'survey' | 'manage';
  readonly links: readonly NavigationLink[];
}

/** The pages of the rail, in groups; only those that exist. Who sees one unit has its page instead of the list of units. */
export function groupsOf(frame: FrameData, pathname: string): readonly NavigationGroup[] {
  const { home, isHomeWithUnits, isEnrolling, may } = frame;
  if (isEnrolling) return [];
  const link = (key: NavigationLink['key'], href = `/admin/${key}`, pages = pagesUnder(href)): NavigationLink => ({
    ...{ key, href, icon: key },
    isCurrent: pages.test(pathname)
  });
  const gated = (keys: readonly Exclude<Gated, 'figures'>[]) => keys.filter((key) => may[key]).map((key) => link(key));
  const units = isHomeWithUnits ? '/admin/units' : `/admin/units/${encodeURIComponent(home)}`;
  const figures = [
    link('overview', '/admin', /^\/admin$/),
    link('trends'),
    link('units', units, pagesUnder('/admin/units')),
    link('points')
  ];
  const rounds = link('rounds', '/admin/rounds', /^\/admin\/(rounds|periods)(\/|$)/);
  const questionnaires = link(
    'questionnaires',
    '/admin/questionnaires',
    /^\/admin\/(questionnaires|criteria-sets)(\/|$)/
  );
  const groups: readonly NavigationGroup[] = [
    { key: 'watch', links: [...(may.figures ? figures : []), ...gated(['analysis'])] },
    { key: 'act', links: gated(['plan', 'reports', 'publication']) },
    {
      key: 'survey',
      links: [
        ...(may.rounds ? [rounds] : []),
        ...(may.questionnaires ? [questionnaires] : []),
        ...gated(['organisation', 'links', 'kiosks', 'codes', 'paper', 'imports', 'outages'])
      ]
    },
    { key: 'manage', links: gated(['people', 'audit', 'jobs', 'health']) }
  ];
  return groups.filter(({ links }) => links.length > 0);
}

/** The page of an address and those under it. */
function pagesUnder(href: string): RegExp {
  return new RegExp(`^${href}(/|$)`);
}

/** The same page in another language. */
export function languageHref(url: URL, language: string): string {
  const search = new URLSearchParams(url.search);
  search.set('lang', language);
  return `${url.pathname}?${search.toString()}`;
}
