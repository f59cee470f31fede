import type { ImportKind } from '../../domain/import/kind.ts';
import type { ImportSource } from './source.ts';
import { transactionsSource } from './transactions-source.ts';

/** Every kind of import, one line each. */
export const IMPORT_SOURCES: Readonly<Record<ImportKind, ImportSource>> = {
  transactions: transactionsSource
};
