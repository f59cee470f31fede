import type { AuditFilter } from '$lib/server/services/audit/audit-list';

const TEXT_MAX = 120;

/** The filter of a form or an address; an empty field asks for nothing. */
export function auditFilter(read: (name: string) => string | null): AuditFilter {
  const field = (name: string) => read(name)?.trim().slice(0, TEXT_MAX) || null;
  return { act: field('act'), person: field('person'), from: field('from'), to: field('to') };
}
