import { createHmac, createSecretKey } from 'node:crypto';
import { parseOneTimeCode } from '../../../domain/organisation/one-time-code.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { EVIDENCE_CLASSES, type EvidenceClass } from '../../../domain/tally/lane.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { derivedKey } from '../../auth/seal.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import { inParts } from '../../db/parts.ts';
import { codeThrottle } from './code-throttle.ts';

/** A code that was not used yet. */
export interface LiveCode {
  readonly hash: string;
  readonly link: string;
  readonly batch: string;
  readonly evidence: EvidenceClass;
  /** The invited type that its answer must be of; null for all who may answer uninvited. */
  readonly respondentType: string | null;
}

export type CodeLook =
  | { readonly kind: 'live'; readonly code: LiveCode }
  | { readonly kind: 'refused'; readonly problem: 'code.malformed' | 'code.gone' | 'code.slow_down' };

/** What is stored of codes: HMAC-SHA-256 under a key of their own, which is not in the database. */
export function codeHasher(secret: Buffer): (code: string) => string {
  const key = createSecretKey(derivedKey(secret, 'one-time code'));
  return (code) => createHmac('sha256', key).update(code).digest('base64url');
}

const throttle = codeThrottle();

/**
 * Looks a code of a link up, and nothing else: it is used when its answer is written. The check character tells a
 * mistyped code (`code.malformed`) from one that was used, revoked or never made (`code.gone`).
 */
export async function lookUpCode(ctx: Context, link: string, text: string): Promise<CodeLook> {
  const code = parseOneTimeCode(text);
  if (code === null) return { kind: 'refused', problem: 'code.malformed' };
  if (throttle.mustWait(code, ctx.now())) return { kind: 'refused', problem: 'code.slow_down' };
  const found = await ctx.gate.together(readCodes, codeHasher(ctx.secret)(code));
  if (found?.link === link) return { kind: 'live', code: found };
  throttle.failed(code, ctx.now());
  return { kind: 'refused', problem: 'code.gone' };
}

/** The link of a code that was typed without it; null when the code is not live. */
export async function linkOfCode(ctx: Context, code: string): Promise<string | null> {
  if (throttle.mustWait(code, ctx.now())) return null;
  const found = await ctx.gate.together(readCodes, codeHasher(ctx.secret)(code));
  if (!found) throttle.failed(code, ctx.now());
  return found?.link ?? null;
}

/** Reads the codes that wait together, on the connection of the answers: exports that use up the others do not hold them. */
async function readCodes(db: Db, hashes: readonly string[]): Promise<readonly (LiveCode | null)[]> {
  const live = new Map<string, LiveCode>();
  for (const part of inParts([...new Set(hashes)])) {
    const rows = await db
      .selectFrom('response_code')
      .innerJoin('code_batch', 'code_batch.id', 'response_code.batch')
      .select(['code_hash', 'link', 'batch', 'evidence', 'respondent_type'])
      .where('code_hash', 'in', part)
      .execute();
    for (const { code_hash: hash, link, batch, evidence: name, respondent_type: respondentType } of rows) {
      const evidence = EVIDENCE_CLASSES.find((known) => known === name);
      assert(evidence, 'a stored evidence class is known', { name });
      live.set(hash, { hash, link, batch, evidence, respondentType });
    }
  }
  return hashes.map((hash) => live.get(hash) ?? null);
}

/** A response that comes with a code. */
export interface Coded {
  readonly row: { readonly id: string; readonly local_day: string };
  readonly code: LiveCode | null;
}

export interface Burned<R> {
  /** Responses whose code is used now, for them. */
  readonly burned: readonly R[];
  /** Responses whose code another has used. */
  readonly spent: ReadonlySet<R>;
}

/**
 * Uses the codes of the responses, all ids different, inside the transaction that stores them: a code is deleted, so that
 * it is used once whoever else holds it at this moment. A response that is stored already keeps its receipt and uses
 * none.
 */
export async function burnCodes<R extends Coded>(db: Db, responses: readonly R[]): Promise<Burned<R>> {
  const coded = responses.filter((response) => response.code !== null);
  if (coded.length === 0) return { burned: [], spent: new Set() };
  const known = await storedIds(db, coded);
  const asking = coded.filter(({ row }) => !known.has(row.id));
  const live = await deleted(db, [...new Set(asking.map(({ code }) => code?.hash ?? ''))]);
  const spent = new Set<R>();
  const burned: R[] = [];
  const uses = new Map<string, { batch: string; local_day: string; used: number }>();
  for (const response of asking) {
    const { code, row } = response;
    if (code === null || !live.delete(code.hash)) {
      spent.add(response);
      continue;
    }
    burned.push(response);
    const key = `${code.batch} ${row.local_day}`;
    const use = uses.get(key) ?? { batch: code.batch, local_day: row.local_day, used: 0 };
    uses.set(key, { ...use, used: use.used + 1 });
  }
  for (const [, use] of [...uses].sort(([a], [b]) => (a < b ? -1 : 1))) await countUse(db, use);
  return { burned, spent };
}

/** Of two servers that store one id at once the second has used a code for nothing: it is rolled back, to be repeated. */
export function requireStored(burned: readonly Coded[], ids: ReadonlySet<string>): void {
  if (burned.some(({ row }) => !ids.has(row.id))) throw problem('store.busy');
}

async function storedIds(db: Db, coded: readonly Coded[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const part of inParts(coded.map(({ row }) => row.id))) {
    for (const { id } of await db.selectFrom('response').select('id').where('id', 'in', part).execute()) ids.add(id);
  }
  return ids;
}

async function deleted(db: Db, hashes: readonly string[]): Promise<Set<string>> {
  const live = new Set<string>();
  for (const part of inParts(hashes)) {
    const rows = await db.deleteFrom('response_code').where('code_hash', 'in', part).returning('code_hash').execute();
    for (const row of rows) live.add(row.code_hash);
  }
  return live;
}

async function countUse(db: Db, use: { batch: string; local_day: string; used: number }): Promise<void> {
  await db
    .insertInto('code_use')
    .values(use)
    .onConflict((conflict) =>
      conflict.columns(['batch', 'local_day']).doUpdateSet((e) => ({ used: e('code_use.used', '+', use.used) }))
    )
    .execute();
}
