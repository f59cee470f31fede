import { isHeard } from '../../../domain/questionnaire/audio.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { SpokenLanguage } from '../organisation/directory-recordings.ts';
import type { AudioFile } from './recordings.ts';

/** What a page can be heard in, and what is heard. */
export interface Hearing {
  readonly languages: readonly SpokenLanguage[];
  readonly chosen: SpokenLanguage | null;
  /** SHA-256 of the recordings by key of the text, e.g. `item/A2.3`; empty while no language is chosen. */
  readonly sounds: ReadonlyMap<string, string>;
}

export const NO_HEARING: Hearing = { languages: [], chosen: null, sounds: new Map() };

interface HeardPage {
  /** Hash of the published questionnaire. */
  readonly questionnaire: string;
  readonly items: Iterable<string>;
  /** The language that the page is written in. */
  readonly language: string;
  /** Code of the spoken language that was asked for. */
  readonly asked: string | null;
}

/**
 * The languages in which all of a page can be heard. One that is also written is heard on its own page; all others, such
 * as Tày and Nùng, over the Vietnamese one.
 */
export function hearingOf(ctx: Context, { questionnaire: hash, items, language, asked }: HeardPage): Hearing {
  const sounds = ctx.directory.sounds(hash);
  if (sounds.size === 0) return NO_HEARING;
  const questionnaire = ctx.directory.questionnaire(hash);
  const languages = ctx.directory.spokenLanguages().filter(({ code }) => {
    const recorded = sounds.get(code);
    const page = questionnaire.languages.includes(code) ? code : 'vi';
    return page === language && recorded !== undefined && isHeard(questionnaire, items, recorded);
  });
  const chosen = languages.find(({ code }) => code === asked) ?? null;
  return { languages, chosen, sounds: (chosen && sounds.get(chosen.code)) ?? NO_HEARING.sounds };
}

/** A recording of a published questionnaire by its SHA-256, for everybody. Throws `recording.not_found`. */
export async function publishedRecording(ctx: Context, sha256: string): Promise<AudioFile> {
  const key = ctx.directory.soundKey(sha256);
  if (!key) throw problem('recording.not_found');
  const row = await ctx.db
    .selectFrom('recording')
    .select(['media_type', 'body'])
    .where('language', '=', key.language)
    .where('slot', '=', key.slot)
    .where('text_hash', '=', key.textHash)
    // Another server may have put another recording in its place a moment ago: this address stays that of the old one.
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  if (!row) throw problem('recording.not_found');
  return { mediaType: row.media_type, sha256, body: row.body };
}
