import { FATES, type FateCounts } from '../../domain/import/fate.ts';
import type { Words } from '../controls/words.ts';

/** "3 thêm mới, 1 thay đổi": the fates that occur. */
export function fateWords(counts: FateCounts, { t, format }: Pick<Words, 't' | 'format'>): string {
  const told = FATES.filter((fate) => counts[fate] > 0);
  return told.map((fate) => t(`imports:fateCount.${fate}`, { n: format.count(counts[fate]) })).join(', ');
}
