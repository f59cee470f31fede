import { COVERAGE_MIN } from '../../domain/disclosure/field-telling.ts';
import type { AdjustedFigure, HeatCell, UnitTable, UnitTableRow } from '../../server/services/units/unit-table-view.ts';
import type { Sentence } from './finding.ts';
import { textOf, type TrendWords } from './trend-words.ts';

/** The title of the list of units, by rule: what is called different is only what survives (UX §3.6). */
export function unitsFinding(table: UnitTable, { format }: TrendWords): Sentence {
  const { rows } = table;
  const shown = rows.filter(({ figure }) => figure !== null);
  const say = (key: string, vars: Readonly<Record<string, number>> = {}): Sentence => ({
    key: `units:finding.${key}`,
    vars: Object.fromEntries(Object.entries(vars).map(([name, n]) => [name, format.count(n)]))
  });
  if (rows.length === 0) return say('none');
  if (shown.length === 0) return say('empty', { all: rows.length });
  const missing = rows.filter(({ n, target }) => target !== null && (n ?? 0) < target).length;
  if (table.isSelfSelected || table.isCut) return say('plain', { shown: shown.length, all: rows.length, missing });
  const judged = rows.filter(({ league }) => league !== null);
  const count = (verdict: string) => judged.filter(({ league }) => league?.verdict === verdict).length;
  const vars = { below: count('below'), above: count('above'), level: rows.length - count('below') - count('above') };
  if (vars.below === 0 && vars.above === 0) return say('level', { all: rows.length });
  return say(vars.below === 0 ? 'above' : vars.above === 0 ? 'below' : 'both', vars);
}

/** What stands under the title. */
export function unitsSubs(table: UnitTable, { format }: TrendWords): readonly Sentence[] {
  const say = (key: string, vars: Readonly<Record<string, string>> = {}): Sentence => ({
    key: `units:sub.${key}`,
    vars
  });
  const hidden = table.rows.filter(({ suppressed }) => suppressed !== null).length;
  const down = table.rows.filter(({ change }) => change?.verdict === 'down').length;
  const whole = table.whole;
  return [
    ...(whole?.share == null
      ? []
      : [
          say(whole.conclusive ? 'whole' : 'wholeFew', {
            ...{ share: format.share(whole.share), parent: table.parent.title, n: format.n(whole.n) },
            interval: whole.ci ? format.shareInterval(whole.ci) : ''
          })
        ]),
    ...(down > 0 ? [say('down', { n: format.count(down) })] : []),
    ...(hidden > 0 ? [say('hidden', { n: format.count(hidden) })] : []),
    ...(table.isSelfSelected ? [say('selfSelected')] : [say('ranks')])
  ];
}

/** "giảm rõ 3,1 điểm %", or why nothing is said. */
export function changeWords({ change }: UnitTableRow, { t, format }: TrendWords): string {
  if (!change || change.estimate === null) return t('units:change.none');
  return t(`units:change.${change.verdict}`, { change: format.changeSize(change.estimate) });
}

export function heatText({ share, isHidden }: HeatCell, { t, format }: TrendWords): string {
  if (isHidden) return t('admin:hidden.word');
  return share === null ? t('admin:none') : format.shareNumber(share);
}

/** The table as a file holds it: head, then the rows that are asked for. */
export function unitTableFile(
  table: UnitTable,
  rows: readonly UnitTableRow[],
  words: TrendWords
): readonly (readonly string[])[] {
  const { t, format, language } = words;
  const hidden = t('admin:hidden.word');
  const column = (name: string) => t(`units:column.${name}`);
  const withRanks = rows.some(({ league }) => league !== null);
  const head = [
    ...['code', 'unit', 'responses', 'target', 'population', 'share', 'interval', 'note', 'change'].map(column),
    ...(withRanks ? [column('ranks'), column('shrunk')] : []),
    ...table.areas.map(({ short }) => textOf(short, language)),
    column('weakest'),
    ...(table.adjusted ? ['adjusted', 'interval', 'coverage'].map((name) => t(`units:adjusted.${name}`)) : [])
  ];
  const lines = rows.map((row) => {
    const told = (value: string | null | undefined) => (row.suppressed !== null ? hidden : (value ?? t('admin:none')));
    const { figure, league } = row;
    return [
      row.unit.code,
      row.unit.title,
      told(row.n === null ? null : format.count(row.n)),
      row.target === null ? t('admin:none') : format.count(row.target),
      told(row.population === null ? null : format.count(row.population)),
      told(figure && figure.share !== null ? format.share(figure.share) : null),
      told(figure?.ci && format.shareInterval(figure.ci)),
      figure && !figure.conclusive ? t('admin:inconclusive.short') : '',
      told(changeWords(row, words)),
      ...(withRanks
        ? [rankWords(row, words), league?.shrunk ? format.share(league.shrunk.mean) : t('admin:none')]
        : []),
      ...table.areas.map(({ id }) => {
        const cell = row.areas.find(({ area }) => area === id);
        return cell ? heatText(cell, words) : t('admin:none');
      }),
      told(weakestName(table, row, words)),
      ...(table.adjusted ? adjustedCells(row, words) : [])
    ];
  });
  return [head, ...lines];
}

export function rankWords({ league }: UnitTableRow, { t, format }: TrendWords): string {
  if (!league) return t('admin:none');
  const [from, to] = league.ranks;
  return t('units:rank', { from: format.count(from), to: format.count(to) });
}

function weakestName({ areas }: UnitTable, { weakest }: UnitTableRow, { language }: TrendWords): string | null {
  const area = areas.find(({ id }) => id === weakest);
  return area ? textOf(area.short, language) : null;
}

/** The adjusted share with its interval and what of the mix the unit has; where it has none, why. */
function adjustedCells({ adjusted }: UnitTableRow, words: TrendWords): readonly string[] {
  const { t, format } = words;
  if (!adjusted?.figure) return [adjusted ? adjustedRefusal(adjusted, words) : t('admin:none'), '', ''];
  const { share, ci, coverage } = adjusted.figure;
  return [format.share(share), ci ? format.shareInterval(ci) : t('admin:none'), format.share(coverage)];
}

export function adjustedRefusal({ refusal }: AdjustedFigure, { t, format }: TrendWords): string {
  return refusal === null ? '' : t(`units:adjusted.refusal.${refusal}`, { min: format.share(COVERAGE_MIN) });
}
