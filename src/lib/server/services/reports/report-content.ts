import { localDay } from '../../../domain/shared/time.ts';
import type { Report, ReportBlock, ReportSection } from '../../../domain/report/report.ts';
import { areasBlocks, trendBlocks } from './report-areas.ts';
import { dutyBlocks, planBlocks, unitsBlocks } from './report-lists.ts';
import type { ReportFigures } from './report-figures.ts';
import { notableBlocks } from './report-notable.ts';
import type { ReportWords } from './report-words.ts';

export interface ReportFacts {
  readonly figures: ReportFigures;
  readonly hash: string;
  readonly province: string;
  readonly madeAt: number;
}

/** A report of a unit in a round, in words: the same numbers that page and API give. */
export function reportOf(facts: ReportFacts, words: ReportWords): Report {
  const { figures, hash, province, madeAt } = facts;
  const { estimate } = figures.overview;
  const { t, format, lines, language } = words;
  const upper = (text: string) => text.toLocaleUpperCase(language);
  const isWhole = estimate.unit.title === province;
  const day = localDay(madeAt);
  const round = format.round(estimate.round.name);
  const { sections, annex } = partsOf(figures, words);
  return {
    language,
    superior: isWhole ? t('report:superior') : t('report:superiorOf', { province: upper(province) }),
    agency: upper(estimate.unit.title),
    motto: [t('report:motto'), t('report:motto2')],
    number: t('report:number'),
    placeAndDay: t('report:placeAndDay', { place: province.replace(/^Tỉnh /, ''), year: day.slice(0, 4) }),
    title: t('report:title'),
    subject: figures.period
      ? t('report:subjectOfPeriod', { period: figures.period.name, unit: estimate.unit.title })
      : t('report:subject', { round: format.roundInText(estimate.round.name), unit: estimate.unit.title }),
    warnings: [
      ...(estimate.simulatedData ? [t('report:simulated')] : []),
      ...(estimate.releasedThrough ? [t('report:batches', { day: format.day(estimate.releasedThrough) })] : []),
      t('report:own')
    ],
    sections,
    annex,
    signature: lines('report:signature'),
    recipients: [t('report:recipientsTitle'), ...lines('report:recipients')],
    footer: t('report:footer', {
      round,
      questionnaire: figures.questionnaire.slice(0, 8),
      time: format.time(madeAt),
      hash: hash.slice(0, 12)
    })
  };
}

/** What is signed, and the long list of units after it. */
function partsOf(figures: ReportFigures, words: ReportWords): Pick<Report, 'sections' | 'annex'> {
  const { t } = words;
  const { estimate, units } = figures.overview;
  const isShown = estimate.suppressed === null && estimate.headline !== null;
  const sections: readonly (ReportSection | null)[] = [
    { heading: t('report:summary.heading'), blocks: summaryBlocks(figures, words) },
    isShown ? { heading: t('report:areas.heading'), blocks: areasBlocks(figures, words) } : null,
    isShown ? { heading: t('report:notable.heading'), blocks: notableBlocks(figures, words) } : null,
    { heading: t('report:trend.heading'), blocks: trendBlocks(figures, words) },
    { heading: t('report:plan.heading'), blocks: planBlocks(figures, words) },
    figures.period ? { heading: t('report:duties.heading'), blocks: dutyBlocks(figures.period, words) } : null,
    { heading: t('report:method.heading'), blocks: methodBlocks(figures, words) }
  ];
  const told = sections.filter((section) => section !== null);
  const annex = { heading: t('report:units.heading'), blocks: unitsBlocks(figures, words) };
  const all = numbered(units.length > 0 ? [...told, annex] : told);
  return { sections: all.slice(0, told.length), annex: all[told.length] ?? null };
}

const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'];

/** Headings, tables and figures carry a number in the catalog; where one is left out, those after it move up. */
function numbered(sections: readonly ReportSection[]): readonly ReportSection[] {
  const counts = { table: 0, chart: 0 };
  const captioned = <B extends ReportBlock>(block: B): B => {
    if (block.kind === 'paragraph') return block;
    counts[block.kind] += 1;
    return { ...block, caption: block.caption.replace(/\d+/, String(counts[block.kind])) };
  };
  return sections.map(({ heading, blocks }, i) => ({
    heading: heading.replace(/^[IV]+\./, `${ROMAN[i] ?? ''}.`),
    blocks: blocks.map(captioned)
  }));
}

const paragraph = (text: string): ReportBlock => ({ kind: 'paragraph', text });

function summaryBlocks({ overview, period }: ReportFigures, { t, format }: ReportWords): readonly ReportBlock[] {
  const { estimate, previousRound } = overview;
  const { counts, headline, headlineChange, floor } = estimate;
  if (estimate.suppressed !== null || counts === null) return [paragraph(t('report:summary.hidden', { floor }))];
  const told = {
    n: format.count(counts.n),
    received: format.count(counts.received),
    quarantined: format.count(counts.quarantined)
  };
  const answered = counts.population
    ? t('report:summary.answered', {
        ...told,
        population: format.count(counts.population),
        rate: format.share(counts.n / counts.population)
      })
    : t('report:summary.answeredOnly', told);
  if (headline?.share == null || headline.ci === null) return [paragraph(answered)];
  const share = t(`report:summary.share.${estimate.round.kind}`, {
    share: format.share(headline.share),
    interval: format.shareInterval(headline.ci)
  });
  const change =
    headlineChange && headlineChange.estimate !== null && previousRound
      ? t(`report:summary.change.${headlineChange.verdict}`, {
          round: format.roundInText(previousRound.name),
          size: format.changeSize(headlineChange.estimate),
          change: format.change(headlineChange.estimate)
        })
      : '';
  const total = estimate.points?.total;
  const points =
    total?.estimate == null || total.ci === null
      ? ''
      : t(`report:summary.points.${estimate.round.kind}`, {
          points: format.points(total.estimate, total.maxPoints),
          interval: format.pointsInterval(total.ci, total.maxPoints)
        });
  const verdict = estimate.conclusive ? change : t('report:summary.inconclusive');
  const span = period
    ? t('report:summary.period', {
        from: format.day(period.from),
        to: format.day(period.to),
        rounds: period.rounds.map((name) => format.roundInText(name)).join(', '),
        round: format.roundInText(estimate.round.name)
      })
    : '';
  const annex = overview.units.length > 0 ? t('report:units.annex') : '';
  return [span, answered, share, verdict, points, annex].filter((text) => text !== '').map(paragraph);
}

function methodBlocks({ overview }: ReportFigures, { t, format }: ReportWords): readonly ReportBlock[] {
  const { estimate } = overview;
  const percent = format.plain(estimate.round.confidence * 100);
  return [
    t(`report:method.${estimate.round.kind}`, { percent }),
    ...(estimate.counts ? [t(`report:method.weights.${estimate.counts.weightStep}`)] : []),
    t('report:method.gate', { n: estimate.decisionN, floor: estimate.floor }),
    ...estimate.method.caveats
      .filter((caveat) => caveat !== 'self_selected')
      .map((caveat) => t(`admin:caveat.${caveat}`))
  ].map(paragraph);
}
