import { officeName } from '../../../domain/organisation/unit-tree.ts';
import type { PublishedUnit, ResultsDocument } from '../../../domain/publication/results-document.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { formatFor } from '../../../i18n/format.ts';
import type { Language, Translate } from '../../../i18n/index.ts';
import { findingOf, shareLine } from '../../../i18n/results-words.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { wallSheetPdf, type WallSheet } from '../../render/wall-sheet.ts';
import type { PosterFile } from '../links/posters.ts';
import { publicRoundOf } from './public-results.ts';
import { withDocument } from './publications.ts';

/**
 * A page for the wall beside each counter of a unit: figures that are public, and room for what was mended. Throws
 * `results.not_public`, `results.no_unit`, `counter.not_found`.
 */
export async function wallSheets(
  ctx: Context,
  of: { round: string; unit: string },
  { t, language }: { t: Translate; language: Language }
): Promise<PosterFile> {
  requireCan(ctx, 'poster.print', of.unit);
  const round = await publicRoundOf(ctx, of.round);
  const [newest] = round.versions;
  if (!newest) throw problem('results.not_public');
  const { document } = await withDocument(ctx, newest);
  const unit = document.units.find(({ id }) => id === of.unit);
  if (!unit) throw problem('results.no_unit');
  const counters = ctx.directory.counters(of.unit);
  if (counters.length === 0) throw problem('counter.not_found');
  const office = officeName(ctx.directory.unit(of.unit));
  const url = `${ctx.config.publicOrigin}/results/${encodeURIComponent(round.id)}`;
  const figures = figuresOf(document, unit, t, language);
  const sheets = counters.map(({ name: counter }): WallSheet => ({
    ...figures,
    office,
    counter,
    done: [],
    qr: { url, says: t('results:wall.qr') }
  }));
  return {
    fileName: `wall-${ctx.directory.unit(of.unit).code}-${document.round.opensOn}.pdf`,
    write: (out) => wallSheetPdf(sheets, language, out)
  };
}

/** The figures of a unit in a published round, in words that are ready to print. */
export function figuresOf(document: ResultsDocument, unit: PublishedUnit, t: Translate, language: Language) {
  const format = formatFor(language);
  const { share, ci, n, population } = unit;
  const isShown = share !== null && ci !== null && n !== null;
  const answered = population
    ? t('results:answeredOf', {
        n: format.count(n ?? 0),
        population: format.count(population),
        rate: format.share((n ?? 0) / population)
      })
    : t('results:answeredOnly', { n: format.count(n ?? 0) });
  const lines = isShown
    ? [shareLine(t, format, { share, ci, kind: document.round.kind }), answered]
    : [t('results:hiddenText', { floor: document.floor })];
  return {
    period: format.round(document.round.name),
    title: findingOf(t, unit),
    lines,
    areas: (unit.conclusive ? unit.areas : []).map((area) => ({
      name: area.short[language] ?? area.short['vi'] ?? area.id,
      share: area.share,
      told: area.share === null ? t('admin:hidden.word') : format.share(area.share)
    })),
    areasTitle: t('results:areas.titleUnit'),
    fixedTitle: t('results:wall.fixed'),
    note: [t('results:notOfficial'), ...(document.simulatedData ? [t('results:simulated')] : [])].join(' ')
  };
}
