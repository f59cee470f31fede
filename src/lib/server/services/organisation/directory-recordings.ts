import { spokenTexts } from '../../../domain/questionnaire/audio.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import type { Db } from '../../db/connect.ts';
import { textHash } from '../submit/payload.ts';

/** A language that is heard and seldom read: its recordings say the Vietnamese page. */
export interface SpokenLanguage {
  readonly code: string;
  readonly name: string;
}

/** Where a recording lies, without its sound. */
export interface RecordingKey {
  readonly language: string;
  readonly slot: string;
  readonly textHash: string;
}

/** The recordings of a questionnaire by language, as the SHA-256 of each by the key of its text. */
export type Sounds = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What is recorded of the published questionnaires. A recording of no published text is not in it: nobody may hear it yet. */
export async function loadRecordings(db: Db, questionnaires: ReadonlyMap<string, Questionnaire>) {
  const rows = await db.selectFrom('recording').select(['language', 'slot', 'text_hash', 'sha256']).execute();
  const spokenLanguages: readonly SpokenLanguage[] = await db
    .selectFrom('spoken_language')
    .select(['code', 'name'])
    .orderBy('name')
    .orderBy('code')
    .execute();
  const sounds = new Map<string, Sounds>();
  const soundKeys = new Map<string, RecordingKey>();
  if (rows.length === 0) return { spokenLanguages, sounds, soundKeys };
  const recordings = Map.groupBy(rows, (row) => `${row.slot} ${row.text_hash}`);
  for (const [hash, questionnaire] of questionnaires) {
    const own = new Map<string, Map<string, string>>();
    for (const { key, words } of spokenTexts(questionnaire)) {
      for (const { language, slot, text_hash, sha256 } of recordings.get(`${key} ${textHash(words)}`) ?? []) {
        own.set(language, (own.get(language) ?? new Map<string, string>()).set(slot, sha256));
        soundKeys.set(sha256, { language, slot, textHash: text_hash });
      }
    }
    sounds.set(hash, own);
  }
  return { spokenLanguages, sounds, soundKeys };
}
