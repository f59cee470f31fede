import Papa from 'papaparse';
import * as v from 'valibot';
import { returnMessage } from '../../../domain/organisation/return-message.ts';
import { officeName, unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { codeUrl, freshCodes, hashesOf, storeBatch, type FreshCode, type NewBatch } from './code-making.ts';
import type { LinkEntry } from '../organisation/directory.ts';
import { startJob } from '../jobs/jobs.ts';
import { slipsFile } from './slips.ts';

/** More would hold the gate for seconds while they are stored. */
export const CODES_MAX = 20_000;
/** One file holds a batch: each further copy is one more that can be lost. */
export const CODE_FORMATS = ['csv', 'pdf'] as const;

export interface AskedBatch {
  /** The codes are for the links of this unit and of all under it. */
  readonly unit: string;
  readonly evidence: string;
  readonly perLink: number;
  readonly format: string;
}

/**
 * Starts the job that makes codes, the same number for each link: those of the online return (A1), or one poster's of
 * each counter (A2). Only the province makes codes. Gives the job's id. Throws `code.evidence`, `code.no_link`,
 * `code.count`.
 */
export async function startCodeBatch(ctx: Context, asked: AskedBatch): Promise<string> {
  const { unit, perLink } = asked;
  const links = linksFor(ctx, asked);
  if (!Number.isInteger(perLink) || perLink < 1 || perLink * links.length > CODES_MAX)
    throw problem('code.count', { max: CODES_MAX, links: links.length });
  const { evidence } = asked;
  const format = CODE_FORMATS.find((name) => name === asked.format) ?? 'csv';
  return startJob(ctx, {
    kind: 'code.batch',
    subject: unit,
    input: { unit, evidence, format, perLink: String(perLink) }
  });
}

/** What that job does: the file, which is the only place where the codes are, and what is stored of them. */
export async function makeCodeBatch(ctx: Context, input: Readonly<Record<string, string>>) {
  const { unit = '', format = 'csv' } = input;
  const evidence = evidenceOf(input['evidence']);
  const links = linksFor(ctx, { unit, evidence });
  const codes = links.flatMap(({ code }) => freshCodes(code, Number(input['perLink'])));
  const name = `ma-${evidence}-${ctx.directory.unit(unit).code}-${localDay(ctx.now())}.${format}`;
  const file =
    format === 'pdf'
      ? { name, mediaType: 'application/pdf', body: await slipsFile(ctx, codes) }
      : { name, mediaType: 'text/csv; charset=utf-8', body: Buffer.from(`\uFEFF${codesCsv(ctx, codes)}`) };
  const batch: NewBatch = { unit, evidence, respondentType: null, hashes: hashesOf(ctx, codes) };
  return { result: JSON.stringify(batch), files: [file] };
}

const batchShape = v.strictObject({
  unit: v.string(),
  evidence: v.picklist(['A1', 'A2']),
  respondentType: v.null(),
  hashes: v.array(v.strictObject({ hash: v.string(), link: v.string() }))
});

/** Keeps what was made, inside the transaction that keeps the file. */
export function keepCodeBatch(ctx: Context, result: string): Promise<void> {
  return storeBatch(ctx, v.parse(batchShape, JSON.parse(result)));
}

function evidenceOf(name: string | undefined): 'A1' | 'A2' {
  if (name !== 'A1' && name !== 'A2') throw problem('code.evidence');
  return name;
}

/** The links that get codes. Throws `code.no_link` where there is none. */
function linksFor(ctx: Context, of: { readonly unit: string; readonly evidence: string }): readonly LinkEntry[] {
  requireCan(ctx, 'code.manage', ctx.directory.root().id);
  const channel = evidenceOf(of.evidence) === 'A1' ? 'link' : 'qr';
  const today = localDay(ctx.now());
  const { id: unit } = ctx.directory.unit(of.unit);
  const links = ctx.directory
    .units()
    .filter(({ id }) => ctx.directory.path(id, today).includes(unit))
    .flatMap(({ id }) => ctx.directory.linksOf(id))
    .filter((link) => link.channel === channel && !link.revoked);
  const firstOfCounter = new Map(links.toReversed().map((link) => [link.counter.id, link]));
  const chosen = channel === 'link' ? links : [...firstOfCounter.values()].toReversed();
  if (chosen.length === 0) throw problem('code.no_link');
  return chosen;
}

/** A line a code; for who sends messages the whole message stands ready. */
function codesCsv(ctx: Context, codes: readonly FreshCode[]): string {
  const rows = codes.map((fresh) => {
    const link = ctx.directory.link(fresh.link);
    assert(link, 'a link of the batch', { link: fresh.link });
    const url = codeUrl(ctx, fresh);
    const unit = ctx.directory.unit(link.counter.unit);
    return [unitTitle(unit), officeName(unit), link.counter.name, fresh.code, url, returnMessage(url)];
  });
  const fields = ['unit', 'office', 'counter', 'code', 'address', 'message'];
  return Papa.unparse({ fields, data: rows }, { escapeFormulae: true });
}
