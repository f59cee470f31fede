/** Published documents, their drafts and recordings, as Kysely sees them. */
interface PublishedDocument {
  hash: string;
  document: string;
  published_at: number;
}
interface QuestionnaireDraft {
  id: string;
  name: string;
  document: string;
  revision: number;
  based_on: string | null;
  updated_at: number;
  updated_by: string;
}
interface Publication {
  hash: string;
  name: string;
  publisher: string;
}
interface SpokenLanguage {
  code: string;
  name: string;
}
interface Recording {
  language: string;
  slot: string;
  text_hash: string;
  media_type: string;
  sha256: string;
  body: Uint8Array;
  recorded_at: number;
  recorded_by: string;
}

export interface QuestionnaireTables {
  questionnaire_version: PublishedDocument;
  criteria_set: PublishedDocument;
  questionnaire_draft: QuestionnaireDraft;
  publication: Publication;
  spoken_language: SpokenLanguage;
  recording: Recording;
}
