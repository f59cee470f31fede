import { SERVICE_FIELD_MAX } from '../../../domain/organisation/names.ts';
import { returnMessage } from '../../../domain/organisation/return-message.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import type { CounterEntry } from '../organisation/directory.ts';
import { requireKnownPresets } from './link-presets.ts';
import { insertLink, surveyUrl } from './links.ts';

/** What people read above the survey: results that came online, of a service field or of all. */
const COUNTER_NAME = 'Trả kết quả trực tuyến';
const PRESET = { channel: 'link', evidence: 'C', filingMode: 'online', stage: 'received' } as const;

const deskName = (field: string) => (field === '' ? COUNTER_NAME : `${COUNTER_NAME}: ${field}`);

export interface NewOnlineLink {
  readonly unit: string;
  /** Service field, e.g. "Hộ tịch"; empty for all fields of the unit. */
  readonly field: string;
}

/**
 * The one permanent link of a unit and service field, to be pasted into the message that tells of an online result; made
 * where there is none, with the counter that stands for the online desk, so that its answers are a counter's like all
 * others. Gives its code. Throws `link.field_malformed`.
 */
export async function onlineLink(ctx: Context, { unit, field }: NewOnlineLink): Promise<string> {
  requireCan(ctx, 'link.manage', unit);
  const text = field.normalize('NFC').trim().replace(/\s+/g, ' ');
  if ([...text].length > SERVICE_FIELD_MAX || /\p{Cc}/u.test(text)) throw problem('link.field_malformed');
  const name = deskName(text);
  requireKnownPresets(ctx, unit, { counter: '', ...PRESET });
  const code = await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const { code, counter, isNew } = await onlineLinkIn(inside, unit, name);
    if (isNew) await audit(inside, 'link.create', { code, counter });
    return code;
  });
  await ctx.directory.reload();
  return code;
}

/**
 * Makes what is missing: one link a service field where the counters of a unit have fields, else one for all fields; in one
 * transaction. Gives how many were made. Throws `link.preset_unknown`.
 */
export async function createMissingOnlineLinks(ctx: Context, unit: string): Promise<number> {
  requireCan(ctx, 'link.manage', unit);
  const missing = missingOnlineLinks(ctx, unit);
  if (missing.length === 0) return 0;
  for (const one of missing) requireKnownPresets(ctx, one.unit, { counter: '', ...PRESET });
  const links = await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    let made = 0;
    for (const { unit: at, field } of missing) made += Number((await onlineLinkIn(inside, at, deskName(field))).isNew);
    if (made > 0) await audit(inside, 'link.create_online', { unit, links: made });
    return made;
  });
  await ctx.directory.reload();
  return links;
}

/** The links that `createMissingOnlineLinks` would make, of a unit and all under it; a link for all fields leaves none. */
export function missingOnlineLinks(ctx: Context, unit: string): readonly NewOnlineLink[] {
  requireCan(ctx, 'link.read', unit);
  return unitsUnder(ctx, unit).flatMap(({ id }) => {
    const has = new Set(onlineLinksOf(ctx, id).map(({ counter }) => counter.name));
    const counters = ctx.directory.counters(id);
    if (counters.length === 0 || has.has(COUNTER_NAME)) return [];
    const fields = [...new Set(counters.flatMap(({ serviceFields }) => serviceFields))];
    const wanted = fields.length > 0 || has.size > 0 ? fields : [''];
    return wanted.filter((field) => !has.has(deskName(field))).map((field) => ({ unit: id, field }));
  });
}

export interface ReturnMessage {
  readonly unit: string;
  readonly counter: string;
  readonly url: string;
  readonly message: string;
}

/** The permanent online links of a unit and all under it, with the message that officials send. */
export function returnMessages(ctx: Context, unit: string): readonly ReturnMessage[] {
  requireCan(ctx, 'link.read', unit);
  return unitsUnder(ctx, unit).flatMap((one) =>
    onlineLinksOf(ctx, one.id).map(({ code, counter }) => {
      const url = surveyUrl(ctx, code);
      return { unit: unitTitle(one), counter: counter.name, url, message: returnMessage(url) };
    })
  );
}

function unitsUnder(ctx: Context, unit: string) {
  const today = localDay(ctx.now());
  return ctx.directory.presentUnits().filter(({ id }) => ctx.directory.path(id, today).includes(unit));
}

const onlineLinksOf = (ctx: Context, unit: string) =>
  ctx.directory.linksOf(unit).filter(({ channel, revoked, counter }) => {
    return channel === 'link' && !revoked && counter.to === null;
  });

/** The link of an online desk inside the caller's transaction, made with its desk where there is none. */
async function onlineLinkIn(inside: Context, unit: string, name: string) {
  const counter = (await deskOf(inside, unit, name)).id;
  const known = await inside.db
    .selectFrom('link')
    .select('code')
    .where('counter', '=', counter)
    .where('channel', '=', 'link')
    .where('status', '=', 'active')
    .orderBy('created_at')
    .executeTakeFirst();
  if (known) return { code: known.code, counter, isNew: false };
  return { code: await insertLink(inside, { counter, ...PRESET }), counter, isNew: true };
}

async function deskOf(ctx: Context, unit: string, name: string): Promise<Pick<CounterEntry, 'id'>> {
  const counters = await ctx.db
    .selectFrom('counter')
    .select(['id', 'unit', 'name', 'position'])
    .where('unit', '=', unit)
    .where('valid_to', 'is', null)
    .orderBy('position')
    .execute();
  const known = counters.find((counter) => counter.name === name);
  if (known) return known;
  const made = { id: ctx.newId(), unit, name };
  const position = (counters.at(-1)?.position ?? -1) + 1;
  await ctx.db
    .insertInto('counter')
    .values({ ...made, position, valid_from: localDay(ctx.now()), valid_to: null })
    .execute();
  return made;
}
