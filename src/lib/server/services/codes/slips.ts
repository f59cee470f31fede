import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { officeName, unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { assert } from '../../../domain/shared/assert.ts';
import vi from '../../../i18n/vi/slip.json' with { type: 'json' };
import type { Context } from '../../context.ts';
import { slipPdf, type Slip } from '../../render/slip.ts';
import { codeUrl, type FreshCode } from './code-making.ts';

/** The slips of the codes as one PDF, to be cut; those of a counter begin on a page of their own. */
export async function slipsFile(ctx: Context, codes: readonly FreshCode[]): Promise<Buffer> {
  const out = new PassThrough();
  const host = new URL(ctx.config.publicOrigin).host;
  const province = unitTitle(ctx.directory.root());
  const slips = codes.map((fresh): Slip => {
    const link = ctx.directory.link(fresh.link);
    assert(link, 'a link of the batch', { link: fresh.link });
    const unitName = officeName(ctx.directory.unit(link.counter.unit));
    const of = { province, unitName, counterName: link.counter.name, host };
    return { ...of, sheet: fresh.link, code: fresh.code, url: codeUrl(ctx, fresh) };
  });
  const [body] = await Promise.all([buffer(out), slipPdf(slips, vi, out)]);
  return body;
}
