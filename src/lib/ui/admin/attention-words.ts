import type { Matter, MeasureChange, UnitChange } from '../../server/services/attention/attention-view.ts';
import type { Words } from '../controls/words.ts';
import { duration } from './kiosk-words.ts';

/** A matter in words: what, why, and where it goes on. */
export interface MatterWords {
  readonly title: string;
  readonly reasons: readonly string[];
  readonly href: string;
  readonly link: string;
  readonly tone: 'attention' | 'good' | 'plain';
}

export interface MatterScope {
  readonly unit: string;
  readonly round: string;
  readonly mayAnalyse: boolean;
}

type Said<K extends Matter['kind']> = Extract<Matter, { kind: K }>;
/** Units and areas that are listed by name. */
const NAMED_MAX = 3;

export function matterWords(matter: Matter, scope: MatterScope, words: Words): MatterWords {
  switch (matter.kind) {
    case 'stuffed':
      return stuffed(matter, scope, words);
    case 'fall':
    case 'rise':
      return changed(matter, scope, words);
    case 'kiosk':
      return kiosk(matter, words);
    case 'unanswered':
      return unanswered(matter, scope, words);
    case 'sample':
      return sample(matter, scope, words);
    case 'plan':
      return plan(matter, words);
    case 'publication':
      return publication(matter, words);
  }
}

/** A name of its own for each, so that a list can be keyed. */
export function matterKey(matter: Matter): string {
  if ('id' in matter) return `${matter.kind} ${matter.id}`;
  if ('unit' in matter) return `${matter.kind} ${matter.unit.id}`;
  return matter.kind === 'publication' ? `publication ${matter.round.id}` : matter.kind;
}

const unitAddress = (unit: string, { round }: MatterScope) =>
  `/admin/units/${encodeURIComponent(unit)}?${new URLSearchParams({ round }).toString()}`;

function stuffed({ unit, share, usual, n }: Said<'stuffed'>, scope: MatterScope, { t, format }: Words): MatterWords {
  const vars = { share: format.share(share), usual: format.share(usual), n: format.n(n) };
  return {
    title: t('attention:stuffed.title', { unit: unit.title }),
    reasons: [t('attention:stuffed.reason', vars), t('attention:stuffed.note')],
    href: scope.mayAnalyse
      ? `/admin/analysis?${new URLSearchParams({ round: scope.round }).toString()}`
      : unitAddress(unit.id, scope),
    link: t(scope.mayAnalyse ? 'attention:stuffed.link' : 'attention:stuffed.linkUnit'),
    tone: 'attention'
  };
}

function changed(matter: Said<'fall' | 'rise'>, scope: MatterScope, words: Words): MatterWords {
  const { t, format } = words;
  const [first, ...others] = matter.changes;
  const unit = matter.unit.title;
  const measure = first ? measureName(first, words) : '';
  const change = format.changeSize(first?.change.estimate ?? 0);
  return {
    title: t(`attention:${matter.kind}.title`, { unit, measure, change }),
    reasons: [
      ...(first ? [fromTo(first, words)] : []),
      ...(others.length > 0 ? [also(matter.kind, others, words)] : []),
      ...reorganised(matter, words)
    ],
    href: unitAddress(matter.unit.id, scope),
    link: t(`attention:${matter.kind}.link`),
    tone: matter.kind === 'fall' ? 'attention' : 'good'
  };
}

function measureName({ name }: MeasureChange, { t, language }: Words): string {
  return name === null ? t('attention:headline') : (name[language] ?? name['vi'] ?? '');
}

function fromTo({ now, before, change }: MeasureChange, { t, format }: Words): string {
  return t('attention:from', {
    before: format.share(before.share ?? 0),
    now: format.share(now.share ?? 0),
    interval: format.changeInterval(change.ci ?? [0, 0]),
    n: format.n(now.n),
    nBefore: format.count(before.n)
  });
}

function also(kind: 'fall' | 'rise', others: readonly MeasureChange[], words: Words): string {
  const named = others
    .slice(0, NAMED_MAX)
    .map((one) => `${measureName(one, words)} ${words.format.change(one.change.estimate ?? 0)}`);
  const left = others.length - named.length;
  const more = left > 0 ? [words.t('attention:more', { n: words.format.count(left) })] : [];
  const measures = [...named, ...more].join('; ');
  return words.t(`attention:${kind}.also`, { measures });
}

function reorganised({ reorganised: change }: UnitChange, { t, format }: Words): readonly string[] {
  return change ? [t(`attention:${change.kind}`, { day: format.day(change.on) })] : [];
}

function kiosk({ id, name, unit, alarm, silentMs, unsent }: Said<'kiosk'>, words: Words): MatterWords {
  const { t, format } = words;
  const time = silentMs === null ? '' : duration(words, silentMs);
  const state = t(`attention:kiosk.state.${alarm}`, { time });
  const isIntegrity = alarm === 'gap' || alarm === 'fork';
  const told = unsent > 0 ? t('attention:kiosk.unsent', { n: format.count(unsent), time }) : t('attention:kiosk.sent');
  return {
    title: t('attention:kiosk.title', { kiosk: name, unit, state }),
    reasons: [isIntegrity ? t('attention:kiosk.integrity') : told],
    href: `/admin/kiosks/${id}`,
    link: t('attention:kiosk.link'),
    tone: 'attention'
  };
}

const postersOf = (unit: string) => `/admin/links?${new URLSearchParams({ unit }).toString()}`;

function unanswered({ units, since }: Said<'unanswered'>, scope: MatterScope, { t, format }: Words): MatterWords {
  const named = units.slice(0, NAMED_MAX).map(({ title }) => title);
  const list = units.length > NAMED_MAX ? `${named.join(', ')}, …` : named.join(', ');
  const isOne = units.length === 1;
  return {
    title: t(isOne ? 'attention:unanswered.titleOne' : 'attention:unanswered.title', {
      units: list,
      n: format.count(units.length)
    }),
    reasons: [
      ...(isOne ? [] : [t('attention:unanswered.names', { units: list })]),
      t('attention:unanswered.reason', { day: format.day(since) })
    ],
    href: postersOf(isOne ? (units[0]?.id ?? scope.unit) : scope.unit),
    link: t('attention:unanswered.link'),
    tone: 'attention'
  };
}

function sample(matter: Said<'sample'>, scope: MatterScope, { t, format }: Words): MatterWords {
  const { missing, units, closesOn, most } = matter;
  const of = most && { unit: most.title, n: format.count(most.n), target: format.count(most.target) };
  const closes = t('attention:sample.reason', { day: format.day(closesOn) });
  if (units === 1 && of) {
    const link = t('attention:sample.linkOwn');
    const title = t('attention:sample.titleOwn', of);
    return { title, reasons: [closes], href: postersOf(scope.unit), link, tone: 'plain' };
  }
  return {
    title: t('attention:sample.title', { missing: format.count(missing), units: format.count(units) }),
    reasons: [closes, ...(of ? [t('attention:sample.most', of)] : [])],
    href: `/admin/units?${new URLSearchParams({ unit: scope.unit, round: scope.round, sort: 'missing' }).toString()}`,
    link: t('attention:sample.link'),
    tone: 'plain'
  };
}

function plan({ overdue, latest }: Said<'plan'>, { t, format }: Words): MatterWords {
  const vars = { days: format.count(latest.daysLate), task: latest.title, unit: latest.unit };
  return {
    title: t('attention:plan.title', { n: format.count(overdue) }),
    reasons: [t('attention:plan.reason', vars)],
    href: '/admin/plan?state=overdue',
    link: t('attention:plan.link'),
    tone: 'plain'
  };
}

function publication({ standing, round, on, days }: Said<'publication'>, { t, format }: Words): MatterWords {
  const name = format.round(round.name);
  const vars = { round: name, days: format.count(days), day: on === null ? '' : format.day(on) };
  return {
    title: t(`attention:publication.${standing}`, vars),
    reasons: [t(`attention:publication.${standing}Reason`)],
    href: `/admin/publication/${encodeURIComponent(round.id)}`,
    link: t('attention:publication.link'),
    tone: standing === 'overdue' ? 'attention' : 'plain'
  };
}
