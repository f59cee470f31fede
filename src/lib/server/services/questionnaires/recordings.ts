import { createHash } from 'node:crypto';
import {
  audioCoverage,
  audioTypeOf,
  RECORDING_BYTES_MAX,
  spokenTexts,
  type AudioCoverage,
  type SpokenText
} from '../../../domain/questionnaire/audio.ts';
import { isPlainText } from '../../../domain/document/plain-text.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { countDirectoryChange } from '../../db/directory-changes.ts';
import { audit } from '../audit/audit.ts';
import type { SpokenLanguage } from '../organisation/directory-recordings.ts';
import { textHash } from '../submit/payload.ts';
import { namedQuestionnaire } from './questionnaires.ts';

/** One text to record, numbered as the script numbers it, with its recording where there is one. */
export interface ScriptLine extends SpokenText {
  readonly number: number;
  readonly recording: { readonly bytes: number; readonly recordedAt: number; readonly textHash: string } | null;
}

export interface Script {
  readonly language: SpokenLanguage;
  readonly lines: readonly ScriptLine[];
  readonly coverage: AudioCoverage;
}

const NAME_LENGTH_MAX = 60;

export async function spokenLanguages(ctx: Context): Promise<readonly SpokenLanguage[]> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  return ctx.db.selectFrom('spoken_language').select(['code', 'name']).orderBy('name').orderBy('code').execute();
}

/** Throws `language.malformed`, `language.there`. */
export async function addSpokenLanguage(ctx: Context, { code, name }: SpokenLanguage): Promise<void> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const row = { code: code.trim(), name: name.normalize('NFC').trim() };
  const isNamed = row.name !== '' && row.name.length <= NAME_LENGTH_MAX && isPlainText(row.name);
  if (!/^[a-z]{2,3}$/.test(row.code) || !isNamed) throw problem('language.malformed');
  await ctx.gate.run(async (db) => {
    const added = await db
      .insertInto('spoken_language')
      .values(row)
      .onConflict((conflict) => conflict.column('code').doNothing())
      .returning('code')
      .executeTakeFirst();
    if (!added) throw problem('language.there');
    await countDirectoryChange(db);
    await audit({ ...ctx, db }, 'spoken_language.add', { language: row.code, name: row.name });
  });
  await ctx.directory.reload();
}

/** What is to be spoken in a language and what is recorded of it. Throws `questionnaire.not_found`, `recording.not_found`. */
export async function scriptOf(ctx: Context, of: { address: string; language: string }): Promise<Script> {
  const { questionnaire } = await namedQuestionnaire(ctx, of.address);
  const language = (await spokenLanguages(ctx)).find(({ code }) => code === of.language);
  if (!language) throw problem('recording.not_found');
  const rows = await ctx.db
    .selectFrom('recording')
    .select(['slot', 'text_hash', 'recorded_at'])
    .select((e) => e.fn<number>('length', ['body']).as('bytes'))
    .where('language', '=', language.code)
    .execute();
  const kept = new Map(rows.map((row) => [`${row.slot} ${row.text_hash}`, row]));
  const lines = spokenTexts(questionnaire).map((text, i): ScriptLine => {
    const hash = textHash(text.words);
    const row = kept.get(`${text.key} ${hash}`);
    const recording = row ? { bytes: Number(row.bytes), recordedAt: row.recorded_at, textHash: hash } : null;
    return { ...text, number: i + 1, recording };
  });
  const recorded = new Set(lines.filter(({ recording }) => recording !== null).map(({ key }) => key));
  return { language, lines, coverage: audioCoverage(questionnaire, recorded) };
}

export interface RecordingAt {
  /** The questionnaire whose text is spoken. */
  readonly address: string;
  readonly language: string;
  readonly slot: string;
}

/** Keeps a recording of a text, in the place of an older one. Throws `recording.too_large`, `recording.kind`, `recording.not_found`. */
export async function keepRecording(ctx: Context, at: RecordingAt, body: Uint8Array): Promise<void> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  if (body.length > RECORDING_BYTES_MAX) throw problem('recording.too_large');
  const mediaType = audioTypeOf(body);
  if (mediaType === null) throw problem('recording.kind');
  const key = await keyOf(ctx, at);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const content = { media_type: mediaType, sha256, body, recorded_at: ctx.now(), recorded_by: ctx.actor.id };
  await ctx.gate.run(async (db) => {
    await db
      .insertInto('recording')
      .values({ ...key, ...content })
      .onConflict((conflict) => conflict.columns(['language', 'slot', 'text_hash']).doUpdateSet(content))
      .execute();
    await countDirectoryChange(db);
    await audit({ ...ctx, db }, 'recording.keep', { language: at.language, slot: at.slot, sha256 });
  });
  await ctx.directory.reload();
}

/** Throws `recording.not_found`. */
export async function removeRecording(ctx: Context, at: RecordingAt): Promise<void> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const key = await keyOf(ctx, at);
  await ctx.gate.run(async (db) => {
    const removed = await db
      .deleteFrom('recording')
      .where('language', '=', key.language)
      .where('slot', '=', key.slot)
      .where('text_hash', '=', key.text_hash)
      .returning('sha256')
      .executeTakeFirst();
    if (!removed) throw problem('recording.not_found');
    await countDirectoryChange(db);
    await audit({ ...ctx, db }, 'recording.remove', { language: at.language, slot: at.slot, sha256: removed.sha256 });
  });
  await ctx.directory.reload();
}

export interface AudioFile {
  readonly mediaType: string;
  readonly sha256: string;
  readonly body: Uint8Array;
}

/** The recording of a text. Throws `recording.not_found`. */
export async function recordingOf(ctx: Context, at: RecordingAt): Promise<AudioFile> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const key = await keyOf(ctx, at);
  const row = await ctx.db
    .selectFrom('recording')
    .select(['media_type', 'sha256', 'body'])
    .where('language', '=', key.language)
    .where('slot', '=', key.slot)
    .where('text_hash', '=', key.text_hash)
    .executeTakeFirst();
  if (!row) throw problem('recording.not_found');
  return { mediaType: row.media_type, sha256: row.sha256, body: row.body };
}

async function keyOf(ctx: Context, at: RecordingAt) {
  const { questionnaire } = await namedQuestionnaire(ctx, at.address);
  const known = (await spokenLanguages(ctx)).some(({ code }) => code === at.language);
  const words = wordsOf(questionnaire, at.slot);
  if (!known || words === undefined) throw problem('recording.not_found');
  return { language: at.language, slot: at.slot, text_hash: textHash(words) };
}

function wordsOf(q: Questionnaire, slot: string): string | undefined {
  return spokenTexts(q).find(({ key }) => key === slot)?.words;
}
