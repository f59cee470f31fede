import { isPrintedText } from '../../../domain/document/plain-text.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

/** Who publishes: the agency that answers for the figures, how to reach it, who pays, and who may show them in a frame. */
export interface Publisher {
  readonly agency: string;
  readonly contact: string;
  readonly payer: string;
  /** Origins such as `https://langson.gov.vn`. */
  readonly embedOrigins: readonly string[];
}

const NOBODY: Publisher = { agency: '', contact: '', payer: '', embedOrigins: [] };
const TEXT_MAX = 200;
const ORIGINS_MAX = 20;

export async function readPublisher(ctx: Context): Promise<Publisher> {
  const row = await ctx.db
    .selectFrom('publisher')
    .selectAll()
    .where('unit', '=', ctx.directory.root().id)
    .executeTakeFirst();
  if (!row) return NOBODY;
  const { agency, contact, payer, embed_origins: origins } = row;
  return { agency, contact, payer, embedOrigins: origins.split(' ').filter((origin) => origin !== '') };
}

/** Writes who publishes; `embedOrigins` as typed, apart by spaces or lines. Throws `publisher.text`, `publisher.origin`. */
export async function savePublisher(
  ctx: Context,
  sent: Readonly<Record<'agency' | 'contact' | 'payer' | 'embedOrigins', string>>
): Promise<void> {
  const unit = ctx.directory.root().id;
  requireCan(ctx, 'publication.manage', unit);
  const [agency, contact, payer] = [sent.agency, sent.contact, sent.payer].map((text) => text.normalize('NFC').trim());
  for (const text of [agency, contact, payer]) {
    if (text === undefined || !isPrintedText(text) || [...text].length > TEXT_MAX) throw problem('publisher.text');
  }
  const origins = [...new Set(sent.embedOrigins.split(/\s+/).filter((origin) => origin !== ''))];
  if (origins.length > ORIGINS_MAX) throw problem('publisher.origin', { origin: origins.length });
  for (const origin of origins) if (!isOrigin(origin)) throw problem('publisher.origin', { origin });
  const values = {
    agency: agency ?? '',
    contact: contact ?? '',
    payer: payer ?? '',
    embed_origins: origins.join(' ')
  };
  await ctx.gate.run(async (db) => {
    await db
      .insertInto('publisher')
      .values({ unit, ...values })
      .onConflict((conflict) => conflict.column('unit').doUpdateSet(values))
      .execute();
    await audit({ ...ctx, db }, 'publication.publisher', { agency: values.agency, origins: values.embed_origins });
  });
}

/** A host name (RFC 1123) of at most 100 letters: twenty fit the header that proxies take. */
const HOST = /^(?=.{1,100}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** A whole https origin, nothing more: it goes into a header. */
function isOrigin(text: string): boolean {
  const [, host = ''] = /^https:\/\/([a-z0-9.-]+)(?::[1-9]\d{0,4})?$/.exec(text) ?? [];
  return HOST.test(host) && URL.canParse(text);
}
