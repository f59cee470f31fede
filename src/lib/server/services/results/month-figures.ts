import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { daysIn, monthOf, type Span } from '../../../domain/trend/span.ts';
import type { PublishedUnit } from '../../../domain/publication/results-document.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import type { ShareFigure } from '../trends/round-figures.ts';
import { publicMonths } from '../trends/time-points.ts';
import { publicRoundOf } from './public-results.ts';
import { listPublications, withDocument, type PublicationHead } from './publications.ts';

/** The headline of a unit in a month of a round, as it may hang on a wall. */
export interface MonthFigure extends ShareFigure {
  /** Responses of the month. */
  readonly responses: number;
}

/** Why a month has no figure: its round is not public yet (from a day on it is to be), or the month is not told alone. */
export type MonthFigures =
  | { readonly kind: 'told'; readonly figure: MonthFigure }
  | { readonly kind: 'few' }
  | { readonly kind: 'awaited'; readonly on: string | null };

/** The days that a past month has in a round. Throws `results.month` where it is no such month. */
export function pastMonth(ctx: Context, { opensOn, closesOn }: RoundEntry, month: string): Span {
  const whole = /^20\d{2}-(0[1-9]|1[0-2])$/.test(month) ? monthOf(`${month}-01`) : null;
  if (!whole || whole.to >= localDay(ctx.now())) throw problem('results.month');
  const span = { from: whole.from < opensOn ? opensOn : whole.from, to: whole.to > closesOn ? closesOn : whole.to };
  if (daysIn(span) === 0) throw problem('results.month');
  return span;
}

/** The past months of a round, newest first, as `2026-05`. */
export function pastMonths(ctx: Context, { opensOn, closesOn }: Pick<RoundEntry, 'opensOn' | 'closesOn'>) {
  const today = localDay(ctx.now());
  const months: string[] = [];
  for (let [year, month] = [Number(opensOn.slice(0, 4)), Number(opensOn.slice(5, 7))]; ; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1];
    const name = `${year}-${String(month).padStart(2, '0')}`;
    if (name > closesOn.slice(0, 7) || monthOf(`${name}-01`).to >= today) return months.reverse();
    months.push(name);
  }
}

/**
 * What everybody may be told of a unit in a month. Only of a round that is public, in the one version that it has ever had
 * (between two a month would tell what was corrected), and only where the months sum to what is published of the unit;
 * then as far as the round is told by time from the province down (`domain/disclosure/time-telling.ts`). A month that is
 * told together with its neighbour has no figure of its own.
 */
export async function monthFigures(
  ctx: Context,
  { round, unit, span }: { readonly round: RoundEntry; readonly unit: string; readonly span: Span }
): Promise<MonthFigures> {
  const { versions, standing } = await publicRoundOf(ctx, round.id);
  const [newest] = versions;
  if (!newest) return { kind: 'awaited', on: standing.on };
  const ever = (await listPublications(ctx)).filter((one) => one.round === round.id);
  const published = ever.length === 1 ? await publishedUnit(ctx, newest, unit) : undefined;
  if (round.status !== 'closed' || published?.share == null) return { kind: 'few' };
  const months = await publicMonths(ctx, round, unit);
  const responses = months.reduce((sum, { n }) => sum + (n ?? 0), 0);
  const own = months.find(({ from, to }) => from >= span.from && to <= span.to);
  const figure = own?.shares['key'];
  if (responses !== published.n || !own || own.n === null || figure?.share == null) return { kind: 'few' };
  return { kind: 'told', figure: { ...figure, responses: own.n } };
}

async function publishedUnit(ctx: Context, head: PublicationHead, unit: string): Promise<PublishedUnit | undefined> {
  const { document } = await withDocument(ctx, head);
  return document.units.find(({ id }) => id === unit);
}
