import { createHmac } from 'node:crypto';
import { answersFromKeys, compareEntries, type EntryComparison } from '../../../domain/paper/keys.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import { parseAnswers } from '../submit/answers.ts';
import { audit } from '../audit/audit.ts';
import { keyedId } from '../submit/keyed-id.ts';
import { itemsOf, paperBatch, type PaperBatch } from './paper-batches.ts';
import { submitResponses } from '../submit/submit.ts';

/** What stands on one form. */
export interface TypedForm {
  /** The number written on it: 1 to 99,999. */
  readonly serial: string;
  readonly respondentType: string;
  /** By item what was typed: 1 to 5, 8, 9 or nothing. */
  readonly keys: Readonly<Record<string, string>>;
  readonly whoFilled: string;
  readonly comment: string;
}

/** A share of the forms is entered a second time by another person: about one in ten, by chance, the same for everybody. */
const CHECKED_OF_256 = 26;

/**
 * Enters one form through the submit path. The same number again with the same answers changes nothing. Throws
 * `paper.serial`, `paper.keys` with the items, `paper.other_answers` where the number was entered otherwise, and what the
 * submit path says.
 */
export async function enterForm(ctx: Context, id: string, form: TypedForm): Promise<'stored' | 'duplicate'> {
  const batch = await paperBatch(ctx, id);
  const serial = serialFrom(form.serial);
  const q = ctx.directory.questionnaire(batch.round.questionnaire);
  const typed = answersFromKeys(q, onlyOf(itemsOf(q, batch.round, batch.booklet), form.keys));
  if (!typed.ok) throw problem('paper.keys', { items: typed.items.join(', ') });
  const sent = sentOf(ctx, batch, serial, form, typed.answers);
  const [result] = await submitResponses(ctx, [sent], { own: new Set([batch.link]) });
  if (result?.status === 'conflict') throw problem('paper.other_answers', { serial });
  if (!result || result.status === 'refused') throw problem(result?.problems[0]?.code ?? 'internal');
  await ctx.gate.run((db) =>
    db
      .insertInto('paper_serial')
      .values({ batch: id, serial, entered_by: ctx.actor.id, checked_by: null, compared: null, differing: null })
      .onConflict((conflict) => conflict.columns(['batch', 'serial']).doNothing())
      .execute()
  );
  return result.status;
}

function sentOf(
  ctx: Context,
  batch: PaperBatch,
  serial: number,
  form: TypedForm,
  answers: Readonly<Record<string, number | string>>
) {
  return {
    id: formId(ctx.secret, batch.id, serial),
    link: batch.link,
    questionnaire: batch.round.questionnaire,
    booklet: batch.booklet,
    respondentType: form.respondentType,
    filingMode: batch.filingMode,
    stage: batch.stage,
    language: 'vi',
    answers,
    whoFilled: form.whoFilled || null,
    comment: form.comment,
    answeredAt: `${batch.answeredOn}T12:00:00+07:00`
  };
}

/** The id of a form's response: made of batch and number, so that entering it twice is one response. */
export const formId = (secret: Buffer, batch: string, serial: number) => keyedId(secret, `paper\n${batch}\n${serial}`);

/** Whether a form belongs to the sample that is entered twice. */
export function isInSample(secret: Buffer, batch: string, serial: number): boolean {
  return (createHmac('sha256', secret).update(`paper-check\n${batch}\n${serial}`).digest()[0] ?? 255) < CHECKED_OF_256;
}

export interface BatchProgress {
  readonly forms: number;
  readonly nextSerial: number;
  /** Numbers of the sample that another person still has to enter. */
  readonly toCheck: readonly number[];
  readonly checked: number;
  readonly compared: number;
  readonly differing: number;
}

export async function batchProgress(ctx: Context, id: string): Promise<BatchProgress> {
  await paperBatch(ctx, id);
  const rows = await ctx.db.selectFrom('paper_serial').selectAll().where('batch', '=', id).orderBy('serial').execute();
  const sum = (of: 'compared' | 'differing') => rows.reduce((total, row) => total + (row[of] ?? 0), 0);
  return {
    forms: rows.length,
    nextSerial: (rows.at(-1)?.serial ?? 0) + 1,
    toCheck: rows
      .filter((row) => row.checked_by === null && isInSample(ctx.secret, id, row.serial))
      .map((row) => row.serial),
    checked: rows.filter((row) => row.checked_by !== null).length,
    compared: sum('compared'),
    differing: sum('differing')
  };
}

/**
 * Enters a form a second time and says on which items the two differ; the stored answer stays. Throws `paper.same_person`
 * for who entered it first, `paper.not_entered`, `paper.serial`, `paper.keys`.
 */
export async function checkForm(
  ctx: Context,
  id: string,
  form: Pick<TypedForm, 'serial' | 'keys'>
): Promise<EntryComparison> {
  const batch = await paperBatch(ctx, id);
  const serial = serialFrom(form.serial);
  const q = ctx.directory.questionnaire(batch.round.questionnaire);
  const items = itemsOf(q, batch.round, batch.booklet);
  const typed = answersFromKeys(q, onlyOf(items, form.keys));
  if (!typed.ok) throw problem('paper.keys', { items: typed.items.join(', ') });
  return ctx.gate.run(async (db) => {
    const entered = await db
      .selectFrom('paper_serial')
      .select('entered_by')
      .where('batch', '=', id)
      .where('serial', '=', serial)
      .executeTakeFirst();
    const stored = await db
      .selectFrom('response')
      .select('answers')
      .where('id', '=', formId(ctx.secret, id, serial))
      .executeTakeFirst();
    if (!entered || !stored) throw problem('paper.not_entered');
    if (entered.entered_by === ctx.actor.id) throw problem('paper.same_person');
    const found = compareEntries(items, parseAnswers(stored.answers), typed.answers);
    await db
      .updateTable('paper_serial')
      .set({ checked_by: ctx.actor.id, compared: found.compared, differing: found.differing.length })
      .where('batch', '=', id)
      .where('serial', '=', serial)
      .execute();
    await audit({ ...ctx, db }, 'paper.check', { name: batch.name, serial, differing: found.differing.length });
    return found;
  });
}

function serialFrom(text: string): number {
  const serial = /^[1-9]\d{0,4}$/.test(text.trim()) ? Number(text) : null;
  if (serial === null) throw problem('paper.serial');
  return serial;
}

function onlyOf(items: readonly string[], keys: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(items.map((item) => [item, Object.hasOwn(keys, item) ? (keys[item] ?? '') : '']));
}
