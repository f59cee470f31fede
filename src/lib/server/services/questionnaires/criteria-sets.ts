import type { DocumentFault } from '../../../domain/document/fault.ts';
import { normalised } from '../../../domain/document/normalised.ts';
import { faultsOfText } from '../../../domain/document/plain-text.ts';
import { parseCriteriaSet, readCriteriaSet, type CriteriaSet } from '../../../domain/par/criteria-set.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { folded } from '../../../domain/shared/folded.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { documentHash } from '../submit/payload.ts';
import { pageAfter, publicationsOf, publishDocument, type Publication } from './published-documents.ts';

/** Publishes a criteria set. Throws with all faults of the document. */
export async function publishCriteriaSet(ctx: Context, document: unknown): Promise<string> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const criteriaSet = parseCriteriaSet(document);
  await publish(ctx, criteriaSet);
  return documentHash(criteriaSet);
}

async function publish(ctx: Context, document: CriteriaSet): Promise<boolean> {
  const name = document.title['vi'] ?? document.id;
  const isNew = await ctx.gate.run((db) => publishDocument({ ...ctx, db }, { table: 'criteria_set', document, name }));
  await ctx.directory.reload();
  return isNew;
}

export type CheckedCriteriaSet =
  | { readonly ok: true; readonly criteriaSet: CriteriaSet }
  | { readonly ok: false; readonly faults: readonly DocumentFault[] };

/** An imported JSON value as a criteria set, to be looked at before it is published; else all its faults. */
export function checkCriteriaSet(ctx: Context, document: unknown): CheckedCriteriaSet {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const read = readCriteriaSet(normalised(document));
  const faults = read.ok ? faultsOfText(read.criteriaSet) : [];
  return faults.length > 0 ? { ok: false, faults } : read;
}

export type PublishedCriteriaSet =
  { readonly ok: true; readonly hash: string } | { readonly ok: false; readonly faults: readonly DocumentFault[] };

/** Publishes an imported JSON value. Throws `questionnaire.published_already`. */
export async function importCriteriaSet(ctx: Context, document: unknown): Promise<PublishedCriteriaSet> {
  const checked = checkCriteriaSet(ctx, document);
  if (!checked.ok) return checked;
  if (!(await publish(ctx, checked.criteriaSet))) throw problem('questionnaire.published_already');
  return { ok: true, hash: documentHash(checked.criteriaSet) };
}

export interface CriteriaSetEntry extends Publication {
  readonly criteriaSet: CriteriaSet;
  /** Names of the rounds that use it, newest first. */
  readonly rounds: readonly string[];
}

const PAGE = 20;

/** Published criteria sets, newest first, those after `after` whose name, id or version holds the text `q`. */
export async function listCriteriaSets(ctx: Context, { q, after }: { q: string; after: string | null }) {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const all = (await publicationsOf(ctx, 'criteria_set')).map((one) => entryOf(ctx, one));
  const found = all.filter(({ name, criteriaSet }) =>
    folded(`${name} ${criteriaSet.id} ${criteriaSet.version}`).includes(folded(q))
  );
  return { ...pageAfter(found, { after, keyOf: ({ hash }) => hash, size: PAGE }), all: all.length };
}

/** One published criteria set. Throws `criteria_set.not_found`. */
export async function namedCriteriaSet(ctx: Context, hash: string): Promise<CriteriaSetEntry> {
  requireCan(ctx, 'questionnaire.read', ctx.directory.root().id);
  const publication = (await publicationsOf(ctx, 'criteria_set')).find((one) => one.hash === hash);
  if (!publication) throw problem('criteria_set.not_found');
  return entryOf(ctx, publication);
}

function entryOf(ctx: Context, publication: Publication): CriteriaSetEntry {
  const criteriaSet = ctx.directory.criteriaSet(publication.hash);
  const rounds = ctx.directory.rounds().filter((round) => round.criteriaSet === publication.hash);
  return {
    ...publication,
    ...{ criteriaSet, rounds: rounds.map((round) => round.name) },
    name: publication.name || (criteriaSet.title['vi'] ?? criteriaSet.id)
  };
}
