/** What can be imported from a table of rows. What each is stands in `src/lib/server/imports`. */
export const IMPORT_KINDS = ['unit', 'counter', 'transactions', 'response'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** staged → applied → undone; what is staged and not applied within a day is forgotten. */
export const IMPORT_STATUSES = ['staged', 'applied', 'undone'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];
