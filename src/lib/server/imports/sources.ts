import type { ImportKind } from '../../domain/import/kind.ts';
import { counterSource } from './counter-source.ts';
import { responseSource } from './response-source.ts';
import type { ImportSource } from './source.ts';
import { transactionsSource } from './transactions-source.ts';
import { unitSource } from './unit-source.ts';

/** Every kind of import, one line each. */
export const IMPORT_SOURCES: Readonly<Record<ImportKind, ImportSource>> = {
  unit: unitSource,
  counter: counterSource,
  transactions: transactionsSource,
  response: responseSource
};
