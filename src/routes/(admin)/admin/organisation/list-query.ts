import type { UnitListQuery } from '$lib/server/services/organisation/organisation-list';

/** What is looked for, from the address. */
export function listQuery({ searchParams }: URL): UnitListQuery {
  return {
    q: (searchParams.get('q') ?? '').slice(0, 100),
    type: (searchParams.get('type') ?? '').slice(0, 40),
    withPast: searchParams.get('past') === '1'
  };
}
