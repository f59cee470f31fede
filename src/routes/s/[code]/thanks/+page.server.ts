import { parseLinkCode } from '$lib/domain/organisation/link-code';
import { marksOf, officeOf } from '$lib/server/services/submit/survey-view';
import type { PageServerLoad } from './$types';

export const csr = false;

const RECEIPT = /^[0-9A-HJKMNP-TV-Z]{12}$/;

/** The receipt stands in the address: it is no secret, and the page needs no cookie. */
export const load: PageServerLoad = ({ locals, params, url }) => {
  const parsed = parseLinkCode(params.code);
  const link = parsed.ok ? locals.ctx.directory.link(parsed.code) : undefined;
  const receipt = url.searchParams.get('r') ?? '';
  return {
    language: locals.language,
    office: officeOf(locals.ctx, link),
    round: link ? (locals.ctx.directory.openRound(link.counter.unit)?.name ?? null) : null,
    ...marksOf(locals.ctx, link),
    receipt: RECEIPT.test(receipt) ? receipt : null
  };
};
