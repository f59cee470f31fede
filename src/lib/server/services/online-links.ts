import { problem } from '../../domain/shared/problem.ts';
import { localDay } from '../../domain/shared/time.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import { audit } from './audit.ts';
import type { CounterEntry } from './directory.ts';
import { requireKnownPresets } from './link-presets.ts';
import { insertLink } from './links.ts';

/** What people read above the survey: results that came online, of a service field or of all. */
const COUNTER_NAME = 'Trả kết quả trực tuyến';
const FIELD_MAX = 60;

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
  if ([...text].length > FIELD_MAX || /\p{Cc}/u.test(text)) throw problem('link.field_malformed');
  const name = text === '' ? COUNTER_NAME : `${COUNTER_NAME}: ${text}`;
  const preset = { channel: 'link', evidence: 'C', filingMode: 'online', stage: 'received' } as const;
  requireKnownPresets(ctx, unit, { counter: '', ...preset });
  const code = await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const counter = await deskOf(inside, unit, name);
    const known = await db
      .selectFrom('link')
      .select('code')
      .where('counter', '=', counter.id)
      .where('channel', '=', 'link')
      .where('status', '=', 'active')
      .orderBy('created_at')
      .executeTakeFirst();
    if (known) return known.code;
    const made = await insertLink(inside, { counter: counter.id, ...preset });
    await audit(inside, 'link.create', { code: made, counter: counter.id });
    return made;
  });
  await ctx.directory.reload();
  return code;
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
