import type { TrendView } from '../../server/services/trends/trend-view.ts';
import type { AsOf } from '../../server/services/estimate/kept-views.ts';
import type { UnitTable } from '../../server/services/units/unit-table-view.ts';
import { indicatorName, type TrendWords } from './trend-words.ts';

interface Told {
  /** Whose figures of what. */
  readonly about: readonly string[];
  readonly asOf: number;
  readonly isSimulated: boolean;
  readonly isSelfSelected: boolean;
  readonly decisionN: number;
  readonly floor: number;
}

/** The lines above a table that leaves the page as a file: what it is of, what it is not and how it is read (USERS i1, f7). */
function fileNotes(told: Told, { t, format }: TrendWords): readonly (readonly string[])[] {
  const warnings = [
    t('results:notOfficial'),
    ...(told.isSimulated ? [t('results:simulated')] : []),
    ...(told.isSelfSelected ? [t('admin:caveat.self_selected')] : []),
    t('admin:method.satisfied'),
    t('admin:method.decision', { n: format.count(told.decisionN) }),
    t('admin:method.floor', { n: format.count(told.floor) })
  ];
  return [[[...told.about, t('admin:asOf', { time: format.time(told.asOf) })].join(' · ')], [warnings.join(' ')]];
}

export function trendFileNotes(view: AsOf<TrendView>, words: TrendWords): readonly (readonly string[])[] {
  const about = [view.unit.title, indicatorName(view, words), words.t(`trends:step.${view.query.step}`)];
  return fileNotes({ ...view, about }, words);
}

export function unitFileNotes(
  table: AsOf<UnitTable>,
  isSimulated: boolean,
  words: TrendWords
): readonly (readonly string[])[] {
  const about = [table.parent.title, words.t('trends:scope.key'), words.format.round(table.round.name)];
  return fileNotes({ ...table, about, isSimulated }, words);
}

/** The same words where numbers stand in a file: without marks of thousands, which a spreadsheet may take for decimals. */
export function inFile(words: TrendWords): TrendWords {
  return { ...words, format: { ...words.format, count: String } };
}
