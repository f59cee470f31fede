import { PassThrough, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { officeName, unitTitle } from '../../domain/organisation/unit-tree.ts';
import { problem } from '../../domain/shared/problem.ts';
import { localDay } from '../../domain/shared/time.ts';
import en from '../../i18n/en/poster.json' with { type: 'json' };
import vi from '../../i18n/vi/poster.json' with { type: 'json' };
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import { posterPdf, type Poster } from '../render/poster.ts';
import type { LinkEntry } from './directory.ts';
import { startJob } from './jobs.ts';
import { linkOf, surveyUrl, unitOfCounter } from './links.ts';

export interface PosterFile {
  readonly fileName: string;
  readonly write: (out: Writable) => Promise<void>;
}

/** The posters of one counter, or of all counters of a unit in one PDF: one page for each active link. */
export function posterFile(ctx: Context, of: { unit?: string; counter?: string; language: string }): PosterFile {
  const unit = of.unit ?? unitOfCounter(ctx, of.counter ?? '');
  requireCan(ctx, 'poster.print', unit);
  const links = postersIn(ctx, unit).filter((link) => of.counter === undefined || link.counter.id === of.counter);
  if (links.length === 0) throw problem('link.not_found');
  const fileName = `poster-${ctx.directory.unit(unit).code}${links.length === 1 ? `-${links[0]?.code ?? ''}` : ''}.pdf`;
  return { fileName, write: (out) => drawn(ctx, links, of.language, out) };
}

/** The poster of one link by its code. It holds only what hangs on the wall, so whoever has the code may print it. */
export function publicPoster(ctx: Context, code: string, language: string): PosterFile {
  const link = linkOf(ctx, code);
  if (link.revoked) throw problem('link.revoked');
  const fileName = `poster-${ctx.directory.unit(link.counter.unit).code}-${code}.pdf`;
  return { fileName, write: (out) => drawn(ctx, [link], language, out) };
}

/** Starts the job that draws the posters of a unit and all units under it; gives its id. Throws `link.not_found`. */
export async function startPosterBatch(ctx: Context, unit: string, language: string): Promise<string> {
  requireCan(ctx, 'poster.print', unit);
  if (postersUnder(ctx, unit).length === 0) throw problem('link.not_found');
  return startJob(ctx, { kind: 'poster.batch', subject: unit, input: { unit, language } });
}

/** What that job does: one PDF, unit after unit. */
export async function posterBatch(ctx: Context, unit: string, language: string) {
  requireCan(ctx, 'poster.print', unit);
  const pages = new PassThrough();
  const [body] = await Promise.all([buffer(pages), drawn(ctx, postersUnder(ctx, unit), language, pages)]);
  return { name: `posters-${ctx.directory.unit(unit).code}.pdf`, mediaType: 'application/pdf', body };
}

function postersIn(ctx: Context, unit: string): readonly LinkEntry[] {
  return ctx.directory.linksOf(unit).filter((link) => !link.revoked && link.channel === 'qr');
}

function postersUnder(ctx: Context, unit: string): readonly LinkEntry[] {
  const today = localDay(ctx.now());
  return ctx.directory
    .units()
    .filter(({ id }) => ctx.directory.path(id, today).includes(unit))
    .flatMap(({ id }) => postersIn(ctx, id));
}

function drawn(ctx: Context, links: readonly LinkEntry[], language: string, out: Writable): Promise<void> {
  const root = ctx.directory.root();
  const posters = links.map((link): Poster => {
    return {
      province: unitTitle(root),
      unitName: officeName(ctx.directory.unit(link.counter.unit)),
      counterName: link.counter.name,
      code: link.code,
      url: surveyUrl(ctx, link.code),
      host: new URL(ctx.config.publicOrigin).host,
      languages: ['Tiếng Việt', 'English']
    };
  });
  return posterPdf(posters, { words: language === 'en' ? en : vi, language, printedOn: localDay(ctx.now()) }, out);
}
