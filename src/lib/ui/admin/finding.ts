import type { EstimateView, RoundView } from '../../server/services/estimate/estimate-view.ts';
import type { Format } from '../../i18n/format.ts';

/** A sentence of the catalog `admin`, with its values. */
export interface Sentence {
  readonly key: string;
  readonly vars: Readonly<Record<string, string>>;
}

/** The title of a page is its finding, chosen from the numbers by rule (UX §6.1). */
export function findingOf(view: EstimateView, previous: RoundView | null, format: Format): Sentence {
  const say = (key: string, vars: Readonly<Record<string, string>> = {}): Sentence => ({
    key: `admin:finding.${key}`,
    vars
  });
  if (view.suppressed !== null) return say('suppressed');
  const n = view.counts?.n ?? 0;
  if (n === 0) return emptySentence(view.round, format);
  const share = view.headline?.share ?? null;
  if (share === null) return say('noHeadline', { n: format.count(n) });
  if (!view.conclusive) return inconclusive(view, format);
  const change = view.headlineChange;
  const base = { share: format.share(share), round: previous ? format.roundInText(previous.name) : '' };
  if (!change || change.estimate === null || !previous) return say('level', base);
  const vars = { ...base, change: format.changeSize(change.estimate) };
  return say({ up: 'up', down: 'down', unclear: 'unclear', not_comparable: 'level' }[change.verdict], vars);
}

function inconclusive(view: EstimateView, format: Format): Sentence {
  const n = format.count(view.headline?.n ?? view.counts?.n ?? 0);
  const ci = view.headline?.ci ?? null;
  const isWide = !view.reasons.includes('few_responses') && ci !== null;
  return isWide
    ? { key: 'admin:finding.wide', vars: { interval: format.shareInterval(ci) } }
    : { key: 'admin:finding.few', vars: { n } };
}

/** "Kỳ này mở ngày 1/7/2026. Chưa có phiếu nào." */
function emptySentence(round: RoundView, format: Format): Sentence {
  const isOver = round.status !== 'open' && round.status !== 'draft' && round.status !== 'planned';
  return isOver
    ? { key: 'admin:finding.emptyClosed', vars: { closes: format.day(round.closesOn) } }
    : { key: 'admin:finding.empty', vars: { opens: format.day(round.opensOn) } };
}
