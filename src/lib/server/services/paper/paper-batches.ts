import { bookletById, familyBooklets, fullForm } from '../../../domain/questionnaire/booklets.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { insertLink, unitOfCounter } from '../links/links.ts';

/** A stack of equal paper forms from one counter. */
export interface PaperBatch {
  readonly id: string;
  readonly name: string;
  readonly counter: string;
  readonly link: string;
  readonly round: RoundEntry;
  readonly filingMode: string;
  readonly stage: string;
  readonly booklet: string;
  /** The day on which people filled them in. */
  readonly answeredOn: string;
  readonly madeAt: number;
}

export interface NewPaperBatch {
  readonly name: string;
  readonly counter: string;
  /** `filingMode/stage/number`, or `filingMode/stage/full`. */
  readonly booklet: string;
  readonly answeredOn: string;
}

const NAME_MAX = 80;

/**
 * Makes a batch for a counter, with the counter's paper link where it has none yet. Throws `paper.name_malformed`,
 * `paper.day`, `booklet.unknown`, `round.none_open`.
 */
export async function createPaperBatch(ctx: Context, batch: NewPaperBatch): Promise<string> {
  const unit = unitOfCounter(ctx, batch.counter);
  requireCan(ctx, 'paper.enter', unit);
  if (batch.name.trim() === '' || [...batch.name].length > NAME_MAX) throw problem('paper.name_malformed');
  const round = roundOn(ctx, unit, batch.answeredOn);
  const [filingMode = '', stage = ''] = batch.booklet.split('/');
  itemsOf(ctx.directory.questionnaire(round.questionnaire), round, batch.booklet);
  const id = ctx.newId();
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const link = await paperLink(inside, batch.counter);
    const row = { id, name: batch.name.normalize('NFC').trim(), counter: batch.counter, link, round: round.id };
    const form = { filing_mode: filingMode, stage, booklet: batch.booklet, answered_on: batch.answeredOn };
    await db
      .insertInto('paper_batch')
      .values({ ...row, ...form, made_by: ctx.actor.id, made_at: ctx.now() })
      .execute();
    await audit(inside, 'paper.batch', { name: row.name, counter: batch.counter, round: round.id });
  });
  await ctx.directory.reload();
  return id;
}

/** The round to which forms of a day belong, as long as it still takes them. */
function roundOn(ctx: Context, unit: string, day: string): RoundEntry {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day > localDay(ctx.now())) throw problem('paper.day');
  const takes = (round: RoundEntry) => (round.status === 'open' || round.status === 'closing') && round.units.has(unit);
  const round = ctx.directory.rounds().find((one) => takes(one) && one.opensOn <= day && day <= one.closesOn);
  if (!round) throw problem('round.none_open');
  return round;
}

async function paperLink(ctx: Context, counter: string): Promise<string> {
  const unit = unitOfCounter(ctx, counter);
  const known = ctx.directory.linksOf(unit).find((link) => {
    return (
      link.counter.id === counter &&
      link.channel === 'paper' &&
      !link.revoked &&
      link.filingMode === null &&
      link.stage === null
    );
  });
  return known?.code ?? insertLink(ctx, { counter, channel: 'paper', evidence: 'C', filingMode: null, stage: null });
}

/** A batch that the actor may enter forms of. Throws `paper.not_found`, `access.denied`. */
export async function paperBatch(ctx: Context, id: string): Promise<PaperBatch> {
  const row = await ctx.db.selectFrom('paper_batch').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('paper.not_found');
  requireCan(ctx, 'paper.enter', unitOfCounter(ctx, row.counter));
  const {
    name,
    counter,
    link,
    booklet,
    stage,
    filing_mode: filingMode,
    answered_on: answeredOn,
    made_at: madeAt
  } = row;
  return {
    id,
    name,
    counter,
    link,
    round: ctx.directory.round(row.round),
    filingMode,
    stage,
    booklet,
    answeredOn,
    madeAt
  };
}

/** Items of the form, in its order, the key item last. Throws `booklet.unknown`. */
export function itemsOf(q: Questionnaire, round: RoundEntry, booklet: string): readonly string[] {
  const [filingMode = '', stage = '', number = ''] = booklet.split('/');
  const isFull = number === 'full';
  if (isFull !== (round.design.form === 'full')) throw problem('booklet.unknown');
  const known = q.filingModes.includes(filingMode) && q.stages.includes(stage);
  if (!known) throw problem('booklet.unknown');
  const items = isFull ? fullItems(q, filingMode, stage) : bookletById(q, booklet)?.items;
  if (!items) throw problem('booklet.unknown');
  return [...items, q.keyItem.id];
}

/** What any respondent of a full form may be asked: which type it was is chosen at each form. */
function fullItems(q: Questionnaire, filingMode: string, stage: string): readonly string[] {
  const asked = q.respondentTypes
    .filter((type) => !type.invitedOnly)
    .flatMap(({ id: respondentType }) => fullForm(q, { respondentType, filingMode, stage }).items);
  const all = q.areas.flatMap((area) => area.items.map(({ id }) => id));
  return all.filter((item) => asked.includes(item));
}

/** The forms that can be printed and entered for a round: its families, each by booklets or whole. */
export function paperBooklets(ctx: Context, round: RoundEntry): readonly string[] {
  const q = ctx.directory.questionnaire(round.questionnaire);
  const families = q.filingModes.flatMap((mode) => q.stages.map((stage) => `${mode}/${stage}`));
  if (round.design.form === 'full') return families.map((family) => `${family}/full`);
  return families.flatMap((family) => familyBooklets(q, family).map(({ id }) => id));
}

/** The text of an item. */
export function itemText(q: Questionnaire, id: string) {
  const item = id === q.keyItem.id ? q.keyItem : q.areas.flatMap((area) => area.items).find((one) => one.id === id);
  assert(item, 'an item of the questionnaire', { id });
  return item.text;
}
