import type { DocumentFault } from '../../../domain/document/fault.ts';
import { isPlainText } from '../../../domain/document/plain-text.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { textsOf, withTexts, type TextChanges } from '../../../domain/questionnaire/texts.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { documentHash } from '../submit/payload.ts';
import { publishDocument } from './published-documents.ts';
import { namedQuestionnaire, readQuestionnaire, storedQuestionnaire } from './questionnaires.ts';

/** Drafts are written by few; the cap keeps a script from filling the table. */
const DRAFTS_MAX = 200;
const NAME_LENGTH_MAX = 120;

export type Imported =
  { readonly ok: true; readonly id: string } | { readonly ok: false; readonly faults: readonly DocumentFault[] };

/** Starts a draft from a published version or another draft. Gives its id. */
export async function startDraft(ctx: Context, from: { address: string; name: string }): Promise<string> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const source = await namedQuestionnaire(ctx, from.address);
  const basedOn = source.kind === 'version' ? source.address : source.entry.basedOn;
  return createDraft(ctx, { name: from.name, questionnaire: source.questionnaire, basedOn });
}

/** A draft from an imported JSON value; all its faults where it cannot be used, and then nothing is written. */
export async function importDraft(ctx: Context, from: { name: string; document: unknown }): Promise<Imported> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const read = readQuestionnaire(from.document);
  if (!read.ok) return read;
  const { questionnaire } = read;
  const hash = documentHash(questionnaire);
  const published = await ctx.db
    .selectFrom('questionnaire_version')
    .select('hash')
    .where('hash', '=', hash)
    .executeTakeFirst();
  const name = from.name.trim() || `${questionnaire.id} ${questionnaire.version}`.slice(0, NAME_LENGTH_MAX);
  return { ok: true, id: await createDraft(ctx, { name, questionnaire, basedOn: published?.hash ?? null }) };
}

async function createDraft(
  ctx: Context,
  draft: { name: string; questionnaire: Questionnaire; basedOn: string | null }
): Promise<string> {
  const name = draftName(draft.name);
  const id = ctx.newId();
  await ctx.gate.run(async (db) => {
    const { count } = await db
      .selectFrom('questionnaire_draft')
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    if (Number(count) >= DRAFTS_MAX) throw problem('draft.too_many', { max: DRAFTS_MAX });
    const row = { id, name, document: JSON.stringify(draft.questionnaire), revision: 1, based_on: draft.basedOn };
    await db
      .insertInto('questionnaire_draft')
      .values({ ...row, updated_at: ctx.now(), updated_by: ctx.actor.id })
      .execute();
    await audit({ ...ctx, db }, 'questionnaire_draft.create', { id, name });
  });
  return id;
}

function draftName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '' || name.length > NAME_LENGTH_MAX || !isPlainText(name)) throw problem('draft.name_malformed');
  return name;
}

/** A draft as its editor saw it. */
export interface DraftAt {
  readonly id: string;
  readonly revision: number;
}

/** What an editor changed: texts, and the version's own name where it was changed. */
export interface DraftEdit {
  readonly texts: TextChanges;
  readonly version: string | null;
}

/**
 * Saves texts of a draft. Throws `draft.changed` where somebody saved it since `revision`, and then nothing is written;
 * `questionnaire.vietnamese_missing`; `draft.version_malformed`; `document.invalid` for texts that are too long.
 */
export async function saveTexts(ctx: Context, at: DraftAt, { texts, version }: DraftEdit): Promise<void> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  if (version !== null && !/^[^\p{Cc}]{1,40}$/u.test(version)) throw problem('draft.version_malformed');
  await changeDraft(ctx, at, (before) => {
    const after = withTexts(version === null ? before : { ...before, version }, texts);
    const empty = textsOf(after).filter(({ text }) => text['vi'] === '');
    if (empty.length > 0) {
      throw problem('questionnaire.vietnamese_missing', { keys: empty.map(({ key }) => key).join(', ') });
    }
    return { after, act: 'questionnaire_draft.save', details: { texts: texts.size } };
  });
}

/** Adds a language of texts, all of them still to be translated. Throws `language.malformed`, `language.there`, `draft.changed`. */
export async function addLanguage(ctx: Context, at: DraftAt, code: string): Promise<void> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  if (!/^[a-z]{2,3}$/.test(code)) throw problem('language.malformed');
  await changeDraft(ctx, at, (before) => {
    if (before.languages.includes(code)) throw problem('language.there');
    const after = { ...before, languages: [...before.languages, code] };
    return { after, act: 'questionnaire_draft.save', details: { language: code } };
  });
}

/** Puts an imported JSON value in a draft's place: how items are added, removed and moved. */
export async function replaceDraft(ctx: Context, at: DraftAt, document: unknown): Promise<Imported> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const read = readQuestionnaire(document);
  if (!read.ok) return read;
  const change = { after: read.questionnaire, act: 'questionnaire_draft.replace', details: {} } as const;
  await changeDraft(ctx, at, () => change);
  return { ok: true, id: at.id };
}

interface DraftChange {
  readonly after: Questionnaire;
  readonly act: 'questionnaire_draft.save' | 'questionnaire_draft.replace';
  readonly details: Readonly<Record<string, string | number>>;
}

async function changeDraft(ctx: Context, at: DraftAt, change: (before: Questionnaire) => DraftChange): Promise<void> {
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const { name, document } = await draftAt(inside, at);
    const { after, act, details } = change(storedQuestionnaire(document));
    const read = readQuestionnaire(after);
    if (!read.ok) throw problem('document.invalid', { faults: read.faults.length });
    await db
      .updateTable('questionnaire_draft')
      .set({ document: JSON.stringify(read.questionnaire), revision: at.revision + 1 })
      .set({ updated_at: ctx.now(), updated_by: ctx.actor.id })
      .where('id', '=', at.id)
      .execute();
    await audit(inside, act, { id: at.id, name, ...details });
  });
}

/** The row, if it still is what the editor saw. Jobs at the gate never overlap, so that it stays so until the commit. */
async function draftAt(ctx: Context, at: DraftAt): Promise<{ name: string; document: string }> {
  const row = await ctx.db
    .selectFrom('questionnaire_draft')
    .leftJoin('person', 'person.id', 'questionnaire_draft.updated_by')
    .select(['questionnaire_draft.name', 'document', 'revision', 'updated_by', 'person.name as editor'])
    .where('questionnaire_draft.id', '=', at.id)
    .executeTakeFirst();
  if (!row) throw problem('questionnaire.not_found');
  if (row.revision !== at.revision) throw problem('draft.changed', { by: row.editor ?? row.updated_by });
  return { name: row.name, document: row.document };
}

/** Takes a draft away for good. Throws `draft.changed` where somebody saved it since. */
export async function discardDraft(ctx: Context, at: DraftAt): Promise<void> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  await ctx.gate.run(async (db) => {
    const { name } = await draftAt({ ...ctx, db }, at);
    await db.deleteFrom('questionnaire_draft').where('id', '=', at.id).execute();
    await audit({ ...ctx, db }, 'questionnaire_draft.discard', { id: at.id, name });
  });
}

/**
 * Publishes a draft: checked again, frozen, named by its hash, which is given; the draft is gone. Throws `draft.changed`,
 * `document.invalid`, `questionnaire.published_already`.
 */
export async function publishDraft(ctx: Context, at: DraftAt): Promise<string> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const hash = await ctx.gate.run(async (db) => {
    const { name, document } = await draftAt({ ...ctx, db }, at);
    const read = readQuestionnaire(storedQuestionnaire(document));
    if (!read.ok) throw problem('document.invalid', { faults: read.faults.length });
    await db.deleteFrom('questionnaire_draft').where('id', '=', at.id).execute();
    const publication = { table: 'questionnaire_version', document: read.questionnaire, name } as const;
    if (!(await publishDocument({ ...ctx, db }, publication))) throw problem('questionnaire.published_already');
    return documentHash(read.questionnaire);
  });
  await ctx.directory.reload();
  return hash;
}
