import { randomBytes } from 'node:crypto';
import { oneTimeCodeFrom } from '../../../domain/organisation/one-time-code.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import { inParts } from '../../db/parts.ts';
import { audit } from '../audit/audit.ts';
import { surveyUrl } from '../links/links.ts';
import { codeHasher } from './response-codes.ts';

/** A code before it is given away: nobody sees it again. */
export interface FreshCode {
  readonly code: string;
  readonly link: string;
}

export interface NewBatch {
  readonly unit: string;
  readonly evidence: 'A1' | 'A2';
  readonly respondentType: string | null;
  readonly hashes: readonly { readonly hash: string; readonly link: string }[];
}

/** Random codes of a link; random has no order, so that they are shuffled as they are. */
export function freshCodes(link: string, count: number): readonly FreshCode[] {
  return Array.from({ length: count }, () => ({ code: oneTimeCodeFrom(randomBytes(10)), link }));
}

/** The address that a code's message or slip carries. */
export function codeUrl(ctx: Context, { link, code }: FreshCode): string {
  return `${surveyUrl(ctx, link)}?c=${code}`;
}

/** What is stored of codes, in the order of the hashes: nothing tells which was made first. */
export function hashesOf(ctx: Context, codes: readonly FreshCode[]): NewBatch['hashes'] {
  const hash = codeHasher(ctx.secret);
  return codes.map(({ code, link }) => ({ hash: hash(code), link })).sort((a, b) => (a.hash < b.hash ? -1 : 1));
}

/** Stores a batch of codes, inside the caller's transaction. */
export async function storeBatch(ctx: Context, batch: NewBatch): Promise<void> {
  const { unit, evidence, respondentType, hashes } = batch;
  const id = ctx.newId();
  const made = { unit, evidence, codes: hashes.length, made_on: localDay(ctx.now()), revoked_on: null };
  await ctx.db
    .insertInto('code_batch')
    .values({ id, ...made, respondent_type: respondentType })
    .execute();
  for (const part of inParts(hashes)) {
    const rows = part.map(({ hash, link }) => ({ code_hash: hash, link, batch: id }));
    await ctx.db.insertInto('response_code').values(rows).execute();
  }
  await audit(ctx, 'code.make', { batch: id, unit, evidence, codes: hashes.length, type: respondentType });
}
