import type { Format } from '../../i18n/format.ts';
import type { AreaView, OverviewView } from '../../server/services/estimate/estimate-view.ts';
import type { Sentence } from './finding.ts';

/** What stands under the title: areas that moved, units without enough responses, the day of closing. */
export function subFindings(
  { estimate, units, unitsOnTarget }: OverviewView,
  { format, language }: { readonly format: Format; readonly language: string }
): readonly Sentence[] {
  const say = (key: string, vars: Readonly<Record<string, string>>): Sentence => ({ key: `admin:sub.${key}`, vars });
  const names = (verdict: 'up' | 'down') =>
    estimate.areas
      .filter((area) => area.conclusive && area.change?.verdict === verdict)
      .map(nameOf)
      .join(', ');
  const nameOf = (area: AreaView) => area.short[language] ?? area.short['vi'] ?? area.id;
  const withTarget = units.filter(({ target }) => target !== null).length;
  const found: Sentence[] = [];
  if (names('down') !== '') found.push(say('down', { areas: names('down') }));
  if (names('up') !== '') found.push(say('up', { areas: names('up') }));
  if (withTarget > unitsOnTarget) {
    found.push(say('missing', { missing: format.count(withTarget - unitsOnTarget), units: format.count(withTarget) }));
  }
  if (estimate.round.status === 'open') found.push(say('closes', { day: format.day(estimate.round.closesOn) }));
  if (estimate.round.kind === 'self-selected') found.push(say('selfSelected', {}));
  return found;
}
