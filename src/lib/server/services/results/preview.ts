import type { PublishedUnit, ResultsDocument } from '../../../domain/publication/results-document.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { can, requireCan } from '../../auth/can.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { Context } from '../../context.ts';
import { pastMonths } from './month-figures.ts';
import { listPublications, withDocument, type PublicationHead } from './publications.ts';
import { publicationDayOf, publicRounds, type PublicRound } from './public-results.ts';
import { repliesTo, type UnitReply } from './replies.ts';

/** A version that is frozen, whether public or not yet, as those who may read it in advance see it. */
export interface PreviewedVersion {
  readonly version: number;
  readonly on: string;
  readonly isPublic: boolean;
  readonly document: Pick<ResultsDocument, 'round' | 'floor' | 'decisionN' | 'keptFrom'>;
  /** The units of the reader's scope, with what each says. */
  readonly units: readonly {
    readonly figures: PublishedUnit;
    readonly reply: UnitReply | null;
    readonly mayReply: boolean;
    readonly mayPrint: boolean;
  }[];
}

export interface PublicationView {
  readonly round: PublicRound;
  /** Past months of the round, newest first, and the units whose sheets the reader prints. */
  readonly months: readonly string[];
  readonly printable: readonly { readonly id: string; readonly title: string }[];
  readonly versions: readonly PreviewedVersion[];
}

/** The rounds with what is public of them and what is awaited, for the administration's list. */
export async function publicationRounds(ctx: Context): Promise<readonly PublicRound[]> {
  requireSomewhere(ctx);
  return publicRounds(ctx);
}

/** A round's frozen versions, newest first, as far as the reader's units go. Throws `round.not_found`. */
export async function publicationOf(ctx: Context, id: string): Promise<PublicationView> {
  requireSomewhere(ctx);
  const round = (await publicRounds(ctx)).find((one) => one.id === id);
  if (!round) throw problem('round.not_found');
  const heads = (await listPublications(ctx)).filter((head) => head.round === id);
  const versions = await Promise.all(heads.map((head) => previewed(ctx, head)));
  const printable = [...ctx.directory.round(id).units].filter((unit) => mayPrint(ctx, unit));
  const collator = new Intl.Collator('vi');
  return {
    round,
    months: pastMonths(ctx, round),
    printable: printable
      .map((unit) => ({ id: unit, title: unitTitle(ctx.directory.unit(unit)) }))
      .sort((a, b) => collator.compare(a.title, b.title)),
    versions
  };
}

const mayPrint = (ctx: Context, unit: string) =>
  can(ctx, 'poster.print', unit) && ctx.directory.counters(unit).length > 0;

async function previewed(ctx: Context, head: PublicationHead): Promise<PreviewedVersion> {
  const publication = await withDocument(ctx, head);
  const { round, version, document } = publication;
  const on = publicationDayOf(ctx, publication);
  const isPublic = on <= localDay(ctx.now());
  const replies = new Map((await repliesTo(ctx, round, version)).map((reply) => [reply.unit, reply]));
  const units = document.units
    .filter(({ id }) => can(ctx, 'publication.read', id))
    .map((figures) => ({
      figures,
      reply: replies.get(figures.id) ?? null,
      mayReply: !isPublic && can(ctx, 'publication.reply', figures.id),
      mayPrint: isPublic && mayPrint(ctx, figures.id)
    }));
  const { round: dates, floor, decisionN, keptFrom } = document;
  return { version, on, isPublic, document: { round: dates, floor, decisionN, keptFrom }, units };
}

/** Whoever reads figures somewhere may read what is published of that unit; which units is asked for each. */
function requireSomewhere(ctx: Context): void {
  const [grant] = ctx.actor.grants;
  requireCan(ctx, 'publication.read', grant?.unit ?? ctx.directory.root().id);
}
