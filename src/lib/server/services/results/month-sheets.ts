import { officeName } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { monthOf, type Span } from '../../../domain/trend/span.ts';
import { formatFor } from '../../../i18n/format.ts';
import type { Language, Translate } from '../../../i18n/index.ts';
import { findingOf, shareLine } from '../../../i18n/results-words.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { wallSheetPdf, type WallSheet } from '../../render/wall-sheet.ts';
import type { PosterFile } from '../links/posters.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { doneBetween } from '../plan/plan-tasks.ts';
import { monthFigures, pastMonth, type MonthFigures } from './month-figures.ts';
import { publicRounds } from './public-results.ts';
import { withDocument } from './publications.ts';
import { figuresOf } from './wall-sheets.ts';

export interface MonthSheetQuery {
  readonly round: string;
  readonly unit: string;
  /** `2026-05`. */
  readonly month: string;
  /** Whether the names of tasks that were done then are printed: they were not written for the wall. */
  readonly withTasks: boolean;
}

interface Words {
  readonly t: Translate;
  readonly language: Language;
}

const TASKS_MAX = 3;

/**
 * A page of A4 for the wall beside each counter of a unit, for a past month: its public headline, else that of the last
 * public round, and what was mended in it. Counters have no figures of their own, and the page says so. Throws
 * `results.month`, `results.not_public`, `counter.not_found`.
 */
export async function monthSheets(ctx: Context, query: MonthSheetQuery, words: Words): Promise<PosterFile> {
  requireCan(ctx, 'poster.print', query.unit);
  const round = ctx.directory.round(query.round);
  const span = pastMonth(ctx, round, query.month);
  const counters = ctx.directory.counters(query.unit);
  if (counters.length === 0) throw problem('counter.not_found');
  const known = await lastPublished(ctx, round, query.unit);
  const month = await monthFigures(ctx, { round, unit: query.unit, span });
  const tasks = query.withTasks ? await doneBetween(ctx, query.unit, monthOf(span.from)) : [];
  const url = `${ctx.config.publicOrigin}/results/${encodeURIComponent(known.document.round.id)}`;
  const shared = {
    ...pageOf(known, month, { round, span }, words),
    done: doneLines(tasks, words.t),
    office: officeName(ctx.directory.unit(query.unit)),
    qr: { url, says: words.t('results:wall.qr') }
  };
  const sheets = counters.map(({ name: counter }): WallSheet => ({ ...shared, counter }));
  const code = ctx.directory.unit(query.unit).code;
  return {
    fileName: `wall-${code}-${query.month}.pdf`,
    write: (out) => wallSheetPdf(sheets, words.language, out)
  };
}

/** The unit in the newest version of the round, or of the last before it that is public and has it. */
async function lastPublished(ctx: Context, { opensOn }: RoundEntry, unit: string) {
  for (const { versions, opensOn: opened } of await publicRounds(ctx)) {
    const [newest] = versions;
    if (!newest || opened > opensOn) continue;
    const { document } = await withDocument(ctx, newest);
    const own = document.units.find((one) => one.id === unit);
    if (own) return { document, own };
  }
  throw problem('results.not_public');
}

type Known = Awaited<ReturnType<typeof lastPublished>>;

function pageOf(
  { document, own }: Known,
  month: MonthFigures,
  { round, span }: { readonly round: RoundEntry; readonly span: Span },
  { t, language }: Words
) {
  const format = formatFor(language);
  const figures = figuresOf(document, own, t, language);
  const published = format.roundInText(document.round.name);
  const whole = monthOf(span.from);
  const isWhole = whole.from === span.from && whole.to === span.to;
  const name = `${Number(span.from.slice(5, 7))}/${span.from.slice(0, 4)}`;
  const roundLine = roundLineOf({ document, own }, { t, language });
  const head = headOf(month, round, { t, language });
  return {
    ...figures,
    title: head.title,
    lines: [...head.lines, roundLine],
    period: isWhole
      ? t('results:wall.month', { month: name })
      : t('results:wall.monthPart', { month: name, from: format.shortDay(span.from), to: format.shortDay(span.to) }),
    areasTitle: t('results:wall.areasOf', { round: published }),
    fixedTitle: t('results:wall.done'),
    note: `${t('results:wall.whole')} ${figures.note}`
  };
}

/** The last published round in a line, beside the figure of the month. */
function roundLineOf({ document, own }: Known, { t, language }: Words): string {
  const format = formatFor(language);
  const round = format.roundInText(document.round.name);
  if (own.share === null || own.ci === null || own.n === null) return t('results:wall.roundHidden', { round });
  const line = shareLine(t, format, { ...own, kind: document.round.kind });
  const told = t('results:wall.roundLine', { round, n: format.count(own.n), line });
  return own.conclusive ? told : `${told} ${t('results:wall.roundFew')}`;
}

/** The finding of the month with its interval and n, or why it has none. */
function headOf(month: MonthFigures, { name, design }: RoundEntry, { t, language }: Words) {
  const format = formatFor(language);
  const round = format.roundInText(name);
  if (month.kind === 'awaited') {
    const day = month.on === null ? '' : t('results:wall.monthAwaitedText', { day: format.day(month.on) });
    return {
      title: t('results:wall.monthAwaited', { round }),
      lines: [`${day} ${t('results:wall.monthLast')}`.trim()]
    };
  }
  if (month.kind === 'few') return { title: t('results:wall.monthFew'), lines: [t('results:wall.monthFewText')] };
  const { share, ci, responses, conclusive } = month.figure;
  const line = shareLine(t, format, { share, ci, kind: design.kind });
  return {
    title: findingOf(t, { share, n: responses, conclusive }),
    lines: [`${line} ${t('results:wall.monthLine', { n: format.count(responses) })}`]
  };
}

function doneLines(tasks: readonly string[], t: Translate): readonly string[] {
  const more = tasks.length - TASKS_MAX;
  return [...tasks.slice(0, TASKS_MAX), ...(more > 0 ? [t('results:wall.more', { n: more })] : [])];
}
