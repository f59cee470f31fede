import * as v from 'valibot';
import type { DocumentFault } from '../../../domain/document/fault.ts';
import { normalised } from '../../../domain/document/normalised.ts';
import { faultsOfText } from '../../../domain/document/plain-text.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { lintQuestionnaire, type LintFinding } from '../../../domain/questionnaire/lint.ts';
import { parseQuestionnaire } from '../../../domain/questionnaire/parse.ts';
import { faultsOfIds } from '../../../domain/questionnaire/unique-ids.ts';
import officeWords from '../../../data/wording/office-words.json' with { type: 'json' };
import { assert } from '../../../domain/shared/assert.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { folded } from '../../../domain/shared/folded.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { documentHash } from '../submit/payload.ts';
import { pageAfter, publicationsOf, publishDocument, type Publication } from './published-documents.ts';

/** Publishes a questionnaire: frozen, and named by its hash from now on. Throws with all faults of the document. */
export async function publishQuestionnaire(ctx: Context, document: unknown): Promise<string> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const parsed = parseQuestionnaire(document);
  if (!parsed.ok) throw new Error(`questionnaire:\n${parsed.problems.join('\n')}`);
  const { questionnaire } = parsed;
  const name = questionnaire.title['vi'] ?? questionnaire.id;
  await ctx.gate.run((db) =>
    publishDocument({ ...ctx, db }, { table: 'questionnaire_version', document: questionnaire, name })
  );
  await ctx.directory.reload();
  return documentHash(questionnaire);
}

export type ReadQuestionnaire =
  | { readonly ok: true; readonly questionnaire: Questionnaire }
  | { readonly ok: false; readonly faults: readonly DocumentFault[] };

/** An imported JSON value as a questionnaire, its texts composed (NFC); else all its faults. */
export function readQuestionnaire(value: unknown): ReadQuestionnaire {
  const parsed = parseQuestionnaire(normalised(value));
  if (!parsed.ok) return { ok: false, faults: parsed.faults };
  const faults = [...faultsOfIds(parsed.questionnaire), ...faultsOfText(parsed.questionnaire)];
  return faults.length > 0 ? { ok: false, faults } : parsed;
}

/** The warnings about a questionnaire's wording, by the list of office words that is shipped. */
export function wordingOf(questionnaire: Questionnaire): readonly LintFinding[] {
  return lintQuestionnaire(questionnaire, officeWords.words);
}

export interface VersionEntry extends Publication {
  readonly id: string;
  readonly version: string;
  readonly languages: readonly string[];
  readonly items: number;
  /** Names of the rounds that ask it, newest first. */
  readonly rounds: readonly string[];
}

export interface DraftEntry {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly basedOn: string | null;
  readonly updatedAt: number;
  readonly updatedBy: string | null;
}

const PAGE = 20;
const DRAFTS_SHOWN_MAX = 200;

/** Published versions, newest first, those after `after`; and all drafts, the last saved first. Both by the text `q`. */
export async function listQuestionnaires(ctx: Context, { q, after }: { q: string; after: string | null }) {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const versions = (await publicationsOf(ctx, 'questionnaire_version')).map((one) => versionEntry(ctx, one));
  const drafts = await draftEntries(ctx);
  const sought = folded(q);
  const found = versions.filter(({ name, id, version, hash }) =>
    folded(`${name} ${id} ${version} ${hash}`).includes(sought)
  );
  return {
    ...pageAfter(found, { after, keyOf: ({ hash }) => hash, size: PAGE }),
    drafts: drafts.filter(({ name }) => folded(name).includes(sought)),
    all: versions.length + drafts.length
  };
}

function versionEntry(ctx: Context, publication: Publication): VersionEntry {
  const { id, version, title, languages, areas } = ctx.directory.questionnaire(publication.hash);
  const rounds = ctx.directory.rounds().filter((round) => round.questionnaire === publication.hash);
  return {
    ...publication,
    ...{ id, version, languages, rounds: rounds.map((round) => round.name) },
    name: publication.name || (title['vi'] ?? id),
    items: areas.reduce((sum, area) => sum + area.items.length, 0)
  };
}

async function draftEntries(ctx: Context): Promise<readonly DraftEntry[]> {
  const rows = await ctx.db
    .selectFrom('questionnaire_draft')
    .leftJoin('person', 'person.id', 'questionnaire_draft.updated_by')
    .select(['questionnaire_draft.id', 'questionnaire_draft.name', 'revision', 'based_on', 'updated_at'])
    .select('person.name as editor')
    .orderBy('updated_at', 'desc')
    .orderBy('questionnaire_draft.id')
    .limit(DRAFTS_SHOWN_MAX)
    .execute();
  return rows.map(({ based_on, updated_at, editor, ...row }) => ({
    ...row,
    ...{ basedOn: based_on, updatedAt: updated_at, updatedBy: editor }
  }));
}

export type NamedQuestionnaire = { readonly questionnaire: Questionnaire; readonly address: string } & (
  { readonly kind: 'version'; readonly entry: VersionEntry } | { readonly kind: 'draft'; readonly entry: DraftEntry }
);

const HASH = /^[0-9a-f]{64}$/;

/** A published version by its hash, or a draft by its id. Throws `questionnaire.not_found`. */
export async function namedQuestionnaire(ctx: Context, address: string): Promise<NamedQuestionnaire> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  if (HASH.test(address)) {
    const publication = (await publicationsOf(ctx, 'questionnaire_version')).find(({ hash }) => hash === address);
    if (!publication) throw problem('questionnaire.not_found');
    const questionnaire = ctx.directory.questionnaire(address);
    return { kind: 'version', questionnaire, address, entry: versionEntry(ctx, publication) };
  }
  const entry = (await draftEntries(ctx)).find(({ id }) => id === address);
  if (!entry) throw problem('questionnaire.not_found');
  const row = await ctx.db
    .selectFrom('questionnaire_draft')
    .select('document')
    .where('id', '=', address)
    .executeTakeFirst();
  if (!row) throw problem('questionnaire.not_found');
  return { kind: 'draft', questionnaire: storedQuestionnaire(row.document), address, entry };
}

/** Whether another published version has the same id and version: nothing forbids it, but people would mix them up. */
export async function isVersionTaken(
  ctx: Context,
  { questionnaire: q, address }: NamedQuestionnaire
): Promise<boolean> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const versions = (await publicationsOf(ctx, 'questionnaire_version')).filter(({ hash }) => hash !== address);
  return versions
    .map(({ hash }) => ctx.directory.questionnaire(hash))
    .some(({ id, version }) => id === q.id && version === q.version);
}

const json = v.pipe(v.string(), v.parseJson());

/** A questionnaire from its JSON column: it was valid when it was written. */
export function storedQuestionnaire(text: string): Questionnaire {
  const parsed = parseQuestionnaire(v.parse(json, text));
  assert(parsed.ok, 'a stored questionnaire is valid');
  return parsed.questionnaire;
}
