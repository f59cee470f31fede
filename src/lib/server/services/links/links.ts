import { randomBytes } from 'node:crypto';
import { linkCodeFrom } from '../../../domain/organisation/link-code.ts';
import { returnMessage } from '../../../domain/organisation/return-message.ts';
import type { AuditAct } from '../../../domain/access/audit-acts.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Channel, EvidenceClass } from '../../../domain/tally/lane.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import type { CounterEntry, LinkEntry } from '../organisation/directory.ts';
import { requireKnownPresets } from './link-presets.ts';
import { TEST_MS, testUntil } from './link-test.ts';

export interface LinkView {
  readonly code: string;
  readonly url: string;
  /** What to paste into the message that tells of an online result; null for a poster. */
  readonly message: string | null;
  readonly channel: Channel;
  readonly evidence: EvidenceClass;
  readonly filingMode: string | null;
  readonly stage: string | null;
  readonly revoked: boolean;
  /** Until when its answers are tests, in epoch milliseconds; null when they count. */
  readonly testUntil: number | null;
}

export interface CounterLinks {
  readonly counter: CounterEntry;
  readonly links: readonly LinkView[];
}

/** The counters of a unit with their links, revoked ones last. Those of kiosks are no addresses: /admin/kiosks has them. */
export function listLinks(ctx: Context, unit: string): readonly CounterLinks[] {
  requireCan(ctx, 'link.read', unit);
  const links = ctx.directory.linksOf(unit);
  return ctx.directory.counters(unit).map((counter) => ({
    counter,
    links: links
      .filter((link) => link.counter.id === counter.id && link.channel !== 'kiosk')
      .sort((a, b) => Number(a.revoked) - Number(b.revoked))
      .map((link) => linkView(ctx, link))
  }));
}

function linkView(ctx: Context, link: LinkEntry): LinkView {
  const { code, channel, evidence, filingMode, stage, revoked } = link;
  const until = testUntil(ctx, link);
  const url = surveyUrl(ctx, code);
  const message = channel === 'link' ? returnMessage(url) : null;
  return { code, url, message, channel, evidence, filingMode, stage, revoked, testUntil: until };
}

/** The public address of a link, as the QR holds it. */
export function surveyUrl(ctx: Context, code: string): string {
  return `${ctx.config.publicOrigin}/s/${code}`;
}

export interface NewLink {
  readonly counter: string;
  readonly channel?: Channel;
  readonly evidence?: EvidenceClass;
  readonly filingMode: string | null;
  readonly stage: string | null;
}

/** Makes a link for a counter and gives its code. Throws `link.preset_unknown`. */
export async function createLink(ctx: Context, link: NewLink): Promise<string> {
  const unit = unitOfCounter(ctx, link.counter);
  requireCan(ctx, 'link.manage', unit);
  requireKnownPresets(ctx, unit, link);
  const code = await ctx.gate.run((db) => insertAudited({ ...ctx, db }, link));
  await ctx.directory.reload();
  return code;
}

async function insertAudited(ctx: Context, link: NewLink): Promise<string> {
  const code = await insertLink(ctx, link);
  await audit(ctx, 'link.create', { code, counter: link.counter });
  return code;
}

/** Inserts a link inside the caller's transaction; used by set-up and seeding too. */
export async function insertLink(ctx: Context, link: NewLink): Promise<string> {
  const code = linkCodeFrom(randomBytes(7));
  const { counter, channel = 'qr', evidence = 'C', filingMode: filing_mode, stage } = link;
  const row = {
    code,
    counter,
    channel,
    evidence,
    filing_mode,
    stage,
    status: 'active',
    test_until: null,
    created_at: ctx.now()
  };
  await ctx.db.insertInto('link').values(row).execute();
  return code;
}

/** Ends a link for good: its page says so kindly, and its answers stay. */
export async function revokeLink(ctx: Context, code: string): Promise<void> {
  await changeLink(ctx, code, 'link.revoke', { status: 'revoked' });
}

/**
 * "Poster lost": ends a link and makes another with the same presets, both or neither. Gives the new code. Throws
 * `link.revoked` where the link has ended already, so that a form sent twice makes one link.
 */
export async function rotateLink(ctx: Context, code: string): Promise<string> {
  const { counter, channel, evidence, filingMode, stage } = linkOf(ctx, code);
  requireCan(ctx, 'link.manage', counter.unit);
  const made = await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const change = { status: 'revoked' };
    const ended = await db
      .updateTable('link')
      .set(change)
      .where('code', '=', code)
      .where('status', '=', 'active')
      .returning('code')
      .executeTakeFirst();
    if (!ended) throw problem('link.revoked');
    await audit(inside, 'link.revoke', { code, ...change });
    return insertAudited(inside, { counter: counter.id, channel, evidence, filingMode, stage });
  });
  await ctx.directory.reload();
  return made;
}

/** Test answers are stored apart and never count: for the hour in which a poster is hung. It ends by itself. */
export async function setTestAnswers(ctx: Context, code: string, on: boolean): Promise<void> {
  await changeLink(ctx, code, 'link.test_answers', { test_until: on ? ctx.now() + TEST_MS : null });
}

async function changeLink(
  ctx: Context,
  code: string,
  act: AuditAct,
  change: { readonly status?: string; readonly test_until?: number | null }
): Promise<void> {
  requireCan(ctx, 'link.manage', linkOf(ctx, code).counter.unit);
  await ctx.gate.run(async (db) => {
    await db.updateTable('link').set(change).where('code', '=', code).execute();
    await audit({ ...ctx, db }, act, { code, ...change });
  });
  await ctx.directory.reload();
}

export function linkOf(ctx: Context, code: string): LinkEntry {
  const link = ctx.directory.link(code);
  if (!link) throw problem('link.not_found');
  return link;
}

export function unitOfCounter(ctx: Context, counter: string): string {
  const unit = ctx.directory.units().find(({ id }) => ctx.directory.counters(id).some((other) => other.id === counter));
  if (!unit) throw problem('counter.not_found');
  return unit.id;
}
