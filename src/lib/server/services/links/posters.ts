import { PassThrough, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { posterChoice, type PosterChoice } from '../../../domain/organisation/poster-choice.ts';
import { officeName, unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import en from '../../../i18n/en/poster.json' with { type: 'json' };
import vi from '../../../i18n/vi/poster.json' with { type: 'json' };
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { posterPdf, type Poster } from '../../render/poster.ts';
import type { LinkEntry } from '../organisation/directory.ts';
import { startJob } from '../jobs/jobs.ts';
import { posterLogo } from './poster-logo.ts';
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
  return { fileName, write: (out) => drawn(ctx, links, posterChoice(of), out) };
}

/** The poster of one link by its code. It holds only what hangs on the wall, so whoever has the code may print it. */
export function publicPoster(ctx: Context, code: string, language: string): PosterFile {
  const link = linkOf(ctx, code);
  if (link.revoked) throw problem('link.revoked');
  const fileName = `poster-${ctx.directory.unit(link.counter.unit).code}-${code}.pdf`;
  return { fileName, write: (out) => drawn(ctx, [link], posterChoice({ language }), out) };
}

/** Starts the job that draws the posters of a unit and all units under it; gives its id. Throws `link.not_found`. */
export async function startPosterBatch(ctx: Context, unit: string, choice: PosterChoice): Promise<string> {
  requireCan(ctx, 'poster.print', unit);
  if (postersUnder(ctx, unit).length === 0) throw problem('link.not_found');
  const { sheet, ink, language, nfc } = choice;
  const input = { unit, sheet, ink, language, nfc: nfc ? '1' : '0' };
  return startJob(ctx, { kind: 'poster.batch', subject: unit, input });
}

/** What that job does: one PDF, unit after unit. */
export async function posterBatch(ctx: Context, input: Readonly<Record<string, string>>) {
  const { unit = '' } = input;
  requireCan(ctx, 'poster.print', unit);
  const pages = new PassThrough();
  const [body] = await Promise.all([buffer(pages), drawn(ctx, postersUnder(ctx, unit), posterChoice(input), pages)]);
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

async function drawn(
  ctx: Context,
  links: readonly LinkEntry[],
  { language: asked, ...choice }: PosterChoice,
  out: Writable
): Promise<void> {
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
  const language = asked === 'en' ? 'en' : 'vi';
  const words = { words: asked === 'en' ? en : vi, ...(asked === 'vi+en' && { second: en }) };
  const logo = await posterLogo(ctx);
  const options = { ...choice, ...words, language, printedOn: localDay(ctx.now()), ...(logo && { logo }) };
  await posterPdf(posters, options, out);
}
