import type { Chosen } from '../../domain/import/columns.ts';
import type { ImportRow, RowNote, RowNoteCode } from '../../domain/import/fate.ts';
import { responseWords, type ResponseWords } from '../../domain/import/response-columns.ts';
import {
  responseRow,
  type ResponseDraft,
  type RowReading,
  type UnknownValue
} from '../../domain/import/response-row.ts';
import { unitTitle } from '../../domain/organisation/unit-tree.ts';
import { validateResponse, type SentResponse } from '../../domain/questionnaire/validate.ts';
import { canonicalJson } from '../../domain/shared/canonical.ts';
import { problem, type ProblemCode } from '../../domain/shared/problem.ts';
import { localDay } from '../../domain/shared/time.ts';
import { CHANNELS, laneKey } from '../../domain/tally/lane.ts';
import type { Context } from '../context.ts';
import type { RoundEntry } from '../services/organisation/directory.ts';
import { keyedId } from '../services/submit/keyed-id.ts';
import { payloadHash } from '../services/submit/payload.ts';
import { preparedResponse } from '../services/submit/prepared-response.ts';
import type { Prepared } from '../services/submit/submit-batch.ts';
import { COMMON_NAMES } from './common-names.ts';
import { namedCounters, type NamedCounter, type NamedCounters } from './named-counters.ts';
import type { ImportInput } from './source.ts';

/** A row as a response that could be stored, or why not. */
export interface CandidateRow {
  readonly number: number;
  readonly title: string;
  readonly notes: readonly RowNote[];
  readonly unknown: readonly UnknownValue[];
  /** Null where it cannot be stored. */
  readonly response: ImportedResponse | null;
}

export interface ImportedResponse {
  readonly id: string;
  readonly hash: string;
  /** With what it adds to the sums, which costs more than to look at it. */
  readonly prepare: () => Prepared;
}

/** The round of the import, as long as it takes answers. Throws `round.not_found`, `round.closed`, `round.none_open`. */
export function roundOfImport(ctx: Context, input: ImportInput): RoundEntry {
  const round = ctx.directory.round(input['round'] ?? '');
  if (round.status === 'closed') throw problem('round.closed');
  if (round.status === 'draft') throw problem('round.none_open');
  return round;
}

const kept = new WeakMap<RoundEntry, ResponseWords>();

/** What the round's responses may say; the same for every row and request, and made once. */
export function wordsOfRound(ctx: Context, round: RoundEntry): ResponseWords {
  const known = kept.get(round);
  if (known) return known;
  const words = responseWords(ctx.directory.questionnaire(round.questionnaire), COMMON_NAMES, CHANNELS);
  kept.set(round, words);
  return words;
}

/** Rows that take some milliseconds. */
const PAUSE_ROWS = 50;

/** Reads the rows; now and then others have their turn. */
export async function candidateRows(
  ctx: Context,
  input: ImportInput,
  rows: readonly ImportRow[],
  chosen: Chosen
): Promise<readonly CandidateRow[]> {
  const round = roundOfImport(ctx, input);
  const q = ctx.directory.questionnaire(round.questionnaire);
  const reading = { q, form: round.design.form, words: wordsOfRound(ctx, round), chosen };
  const inRound = { round, reading, counters: namedCounters(ctx, round), copies: new Map<string, number>() };
  const read: CandidateRow[] = [];
  for (const row of rows) {
    read.push(candidateRow(ctx, inRound, row));
    if (read.length % PAUSE_ROWS === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return read;
}

interface InRound {
  readonly round: RoundEntry;
  readonly reading: RowReading;
  readonly counters: NamedCounters;
  /** How many rows without an id of their own have said the same so far. */
  readonly copies: Map<string, number>;
}

function candidateRow(ctx: Context, inRound: InRound, row: ImportRow): CandidateRow {
  const { draft, notes: faults, unknown } = responseRow(inRound.reading, row);
  const text = (key: string) => row.values.get(key) ?? '';
  const refused = (notes: readonly RowNote[]): CandidateRow => {
    const title = [text('externalId'), text('unit'), text('counter')].filter((part) => part !== '').join(' · ');
    return { number: row.number, title: title.slice(0, 120), notes, unknown, response: null };
  };
  if (!draft) return refused(faults);
  const { opensOn, closesOn } = inRound.round;
  if (draft.day < opensOn || draft.day > closesOn || draft.day > localDay(ctx.now()))
    return refused([{ code: 'day_outside', details: { value: draft.day } }]);
  const found = inRound.counters.find(text('unit'), text('counter'), draft.day);
  if ('code' in found) return refused([found]);
  const placed = placedResponse(ctx, inRound, draft, found);
  if ('notes' in placed) return refused(placed.notes);
  const where = [draft.externalId, unitTitle(ctx.directory.unit(found.unit)), found.counter.name];
  const title = where.filter((part) => part !== '').join(' · ');
  return { number: row.number, title, notes: [], unknown, response: placed };
}

function placedResponse(
  ctx: Context,
  { round, reading, copies }: InRound,
  draft: ResponseDraft,
  { counter, unit }: NamedCounter
): ImportedResponse | { readonly notes: readonly RowNote[] } {
  const { day, externalId, channel: said, ...content } = draft;
  const nameless = { ...content, counter: counter.id, day, channel: said };
  const sent: SentResponse = {
    ...content,
    id: responseId(ctx.secret, round.id, externalId, nameless, copies),
    link: `import ${counter.id}`,
    code: null,
    questionnaire: round.questionnaire,
    ...{ reasons: [], praise: [], profile: {} },
    ...{ answeredAt: `${day}T12:00:00+07:00`, durationS: null, device: null }
  };
  const frame = { form: reading.form, filingMode: null, stage: null, invitedAs: null };
  const validated = validateResponse(reading.q, sent, frame);
  if (!validated.ok) return { notes: validated.problems.map(({ code, at }) => noteOf(code, at ?? '')) };
  const channel = CHANNELS.find((known) => known === said) ?? 'paper';
  const at = { round, unit, counter: counter.id, lane: laneKey({ channel, evidence: 'C', status: 'counted' }) };
  const hash = payloadHash(ctx.secret, sent);
  const prepare = () => {
    const prepared = preparedResponse(ctx, { response: validated.response, sent, at, hash, code: null });
    const { comment } = prepared;
    return { ...prepared, comment: comment && { ...comment, id: importedCommentId(ctx.secret, sent.id) } };
  };
  return { id: sent.id, hash, prepare };
}

/**
 * The id of a row's response: of its own id in the file, or of what it says and how many rows before it say the same. No
 * table joins the file's ids with answers.
 */
function responseId(
  secret: Buffer,
  round: string,
  externalId: string,
  content: object,
  copies: Map<string, number>
): string {
  if (externalId !== '') return keyedId(secret, `import\n${round}\nid\n${externalId}`);
  const said = canonicalJson(content);
  const copy = (copies.get(said) ?? 0) + 1;
  copies.set(said, copy);
  return keyedId(secret, `import\n${round}\nrow\n${copy}\n${said}`);
}

/** A comment's id is made of its response's by the key, so that it can be taken out with it and no table joins the two. */
export const importedCommentId = (secret: Buffer, response: string) => keyedId(secret, `import comment\n${response}`);

const NOTES: Partial<Record<ProblemCode, RowNoteCode>> = {
  'answer.not_in_booklet': 'not_asked',
  'answers.none': 'no_answers',
  'comment.too_long': 'too_long'
};

const noteOf = (code: ProblemCode, at: string): RowNote => ({
  code: NOTES[code] ?? 'malformed',
  details: { value: at }
});
