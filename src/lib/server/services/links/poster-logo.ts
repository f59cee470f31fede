import PDFDocument from 'pdfkit';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';

const SETTING = 'poster_logo';
export const LOGO_BYTES_MAX = 200_000;
/** Pixels of a side: a small file can hold a picture that fills the memory. */
const SIDE_MAX = 2_000;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The province's own image for posters, a PNG; null where the star anise stands. */
export async function posterLogo(ctx: Context): Promise<Buffer | null> {
  const row = await ctx.db.selectFrom('setting').select('value').where('name', '=', SETTING).executeTakeFirst();
  return row ? Buffer.from(row.value, 'base64') : null;
}

/** Sets the image, or takes it away: no bytes. Throws `logo.unfit` where it is no PNG of at most 200 kB and 2,000 pixels. */
export async function setPosterLogo(ctx: Context, bytes: Uint8Array): Promise<void> {
  requireCan(ctx, 'link.manage', ctx.directory.root().id);
  if (bytes.length > 0) requirePng(Buffer.from(bytes));
  await ctx.gate.run(async (db) => {
    await db.deleteFrom('setting').where('name', '=', SETTING).execute();
    const value = Buffer.from(bytes).toString('base64');
    if (bytes.length > 0) await db.insertInto('setting').values({ name: SETTING, value }).execute();
    await audit({ ...ctx, db }, 'logo.set', { bytes: bytes.length });
  });
}

function requirePng(bytes: Buffer): void {
  const isPng = bytes.length >= 33 && bytes.length <= LOGO_BYTES_MAX && PNG.every((byte, i) => bytes[i] === byte);
  if (!isPng) throw problem('logo.unfit');
  const sides = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (sides.some((side) => side < 1 || side > SIDE_MAX)) throw problem('logo.unfit');
  try {
    new PDFDocument().image(bytes, 0, 0);
  } catch {
    throw problem('logo.unfit');
  }
}
