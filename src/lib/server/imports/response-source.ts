import * as v from 'valibot';
import type { Chosen } from '../../domain/import/columns.ts';
import type { Fate, PlannedRow, RowNote } from '../../domain/import/fate.ts';
import { responseColumns } from '../../domain/import/response-columns.ts';
import { requireCan } from '../auth/can.ts';
import type { Context } from '../context.ts';
import { inParts } from '../db/parts.ts';
import { responseNotes } from './response-notes.ts';
import { candidateRows, roundOfImport, wordsOfRound, type CandidateRow } from './response-rows.ts';
import { removeResponses, storeResponses } from './response-writing.ts';
import type { ImportSource } from './source.ts';
import { valueQuestions } from './value-questions.ts';

/** More would hold the gate for seconds, as with answers that are moved: then in several files. */
const ROWS_MAX = 5_000;

const undoShape = v.strictObject({ ids: v.array(v.string()) });

/** Responses that were given elsewhere: on paper, or in another program. */
export const responseSource: ImportSource = {
  rowsMax: ROWS_MAX,
  isPersonal: true,
  requireAllowed: (ctx, input) => {
    const root = ctx.directory.root().id;
    requireCan(ctx, 'import.use', root);
    requireCan(ctx, 'paper.enter', root);
    ctx.directory.round(input['round'] ?? '');
  },
  columns: (ctx, input) => {
    const round = roundOfImport(ctx, input);
    return responseColumns(ctx.directory.questionnaire(round.questionnaire), wordsOfRound(ctx, round));
  },
  plan: async (ctx, input, rows, chosen) => {
    const read = await candidateRows(ctx, input, rows, chosen);
    const known = await knownHashes(ctx, read);
    const seen = new Set<string>();
    const fated = read.map((row) => ({ row, ...fateOf(row, known, seen) }));
    const fresh = fated.flatMap(({ row: { response }, fate }) => (response && fate === 'create' ? [response] : []));
    return {
      rows: fated.map(({ row: { number, title }, fate, notes }): PlannedRow => ({ number, fate, title, notes })),
      questions: questionsOf(ctx, input, read, chosen),
      write: async (inside) => ({
        ids: await storeResponses(
          inside,
          fresh.map(({ prepare }) => prepare())
        )
      })
    };
  },
  undo: async (inside, input, undo) => {
    roundOfImport(inside, input);
    await removeResponses(inside, v.parse(undoShape, undo).ids);
  },
  template: () => Promise.resolve([]),
  notes: (ctx, input) => {
    const round = roundOfImport(ctx, input);
    return responseNotes(ctx.directory.questionnaire(round.questionnaire), wordsOfRound(ctx, round), round);
  },
  page: ({ round = '' }) => `/admin/rounds/${encodeURIComponent(round)}`
};

function questionsOf(
  ctx: Context,
  input: Readonly<Record<string, string>>,
  read: readonly CandidateRow[],
  chosen: Chosen
) {
  const round = roundOfImport(ctx, input);
  const { scale } = ctx.directory.questionnaire(round.questionnaire);
  const unknown = read.flatMap((row) => row.unknown);
  return valueQuestions({ scale, choices: wordsOfRound(ctx, round).choices, unknown, chosen });
}

/** Payload hashes of the rows whose ids are stored already. */
async function knownHashes(ctx: Context, read: readonly CandidateRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = read.flatMap(({ response }) => (response ? [response.id] : []));
  const known = new Map<string, string>();
  for (const part of inParts([...new Set(ids)])) {
    const rows = await ctx.db.selectFrom('response').select(['id', 'payload_hash']).where('id', 'in', part).execute();
    for (const { id, payload_hash: hash } of rows) known.set(id, hash);
  }
  return known;
}

/** Other content under a known id is told and never written: which of the two is right a person must say. */
function fateOf(
  { response, notes }: CandidateRow,
  known: ReadonlyMap<string, string>,
  seen: Set<string>
): { readonly fate: Fate; readonly notes: readonly RowNote[] } {
  if (!response) return { fate: 'problem', notes };
  const { id, hash } = response;
  if (seen.has(id)) return { fate: 'problem', notes: [{ code: 'repeated', details: {} }] };
  seen.add(id);
  const before = known.get(id);
  if (before === undefined) return { fate: 'create', notes };
  return before === hash
    ? { fate: 'same', notes: [{ code: 'there_already', details: {} }] }
    : { fate: 'problem', notes: [{ code: 'other_answers', details: {} }] };
}
