import type { AuditFilter } from '../../server/services/audit/audit-list.ts';

/** What the filter asks for, as fields of a form. */
export function filterFields(filter: AuditFilter): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(filter).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

/** The page of the filter that goes on before a position; from the newest where it is null. */
export function auditAddress(filter: AuditFilter, before: number | null): string {
  const search = new URLSearchParams(filterFields(filter).map(({ name, value }) => [name, value]));
  if (before !== null) search.set('before', String(before));
  return `/admin/audit?${search.toString()}`;
}
