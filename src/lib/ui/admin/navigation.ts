import { PERMISSIONS } from '../../domain/access/policy.ts';
import type { IconName } from '../controls/Icon.svelte';

/** What stands around every page. */
export interface FrameData {
  readonly province: string;
  readonly person: { readonly name: string; readonly role: string | null; readonly unit: string };
  /** The unit of the person's first grant. */
  readonly home: string;
  readonly isHomeWithUnits: boolean;
  readonly isSimulated: boolean;
}

export interface NavigationLink {
  readonly key: 'overview' | 'units' | 'links' | 'health';
  readonly href: string;
  readonly icon: IconName;
  readonly isCurrent: boolean;
}

/** The pages of the rail; only those that exist. The list of units stands on the Overview of who sees more than one. */
export function linksOf({ home, isHomeWithUnits, person }: FrameData, pathname: string): readonly NavigationLink[] {
  const units = isHomeWithUnits ? '/admin#units' : `/admin/units/${encodeURIComponent(home)}`;
  return [
    { key: 'overview', href: '/admin', icon: 'overview', isCurrent: pathname === '/admin' },
    { key: 'units', href: units, icon: 'units', isCurrent: pathname.startsWith('/admin/units/') },
    { key: 'links', href: '/admin/links', icon: 'links', isCurrent: pathname.startsWith('/admin/links') },
    ...(HEALTH_ROLES.has(person.role) ? [healthLink(pathname)] : [])
  ];
}

/** Who holds `store.health` for the province. */
const HEALTH_ROLES = new Set<string | null>(PERMISSIONS['store.health']);

function healthLink(pathname: string): NavigationLink {
  return { key: 'health', href: '/admin/health', icon: 'health', isCurrent: pathname === '/admin/health' };
}

/** The same page in another language. */
export function languageHref(url: URL, language: string): string {
  const search = new URLSearchParams(url.search);
  search.set('lang', language);
  return `${url.pathname}?${search.toString()}`;
}
