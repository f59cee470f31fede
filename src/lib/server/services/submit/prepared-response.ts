import type { SentResponse, ValidResponse } from '../../../domain/questionnaire/validate.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { tally } from '../../../domain/tally/score.ts';
import type { Context } from '../../context.ts';
import type { ResponseRow } from '../../db/schema.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { layoutOf } from '../estimate/layouts.ts';
import { receiptOf } from './payload.ts';
import type { LiveCode } from '../codes/response-codes.ts';
import type { Prepared } from './submit-batch.ts';

/** A valid response with where it belongs. */
export interface Placed {
  readonly response: ValidResponse;
  readonly sent: SentResponse;
  readonly at: {
    readonly round: RoundEntry;
    readonly unit: string;
    readonly counter: string;
    /** Key of the lane. */
    readonly lane: string;
  };
  readonly hash: string;
  /** The one-time code that it uses; null without one. */
  readonly code: LiveCode | null;
}

/** The row of a response and what it adds to the moments. Its day is the one on which it came in. */
export function preparedResponse(ctx: Context, { response, sent, at, hash, code }: Placed): Prepared {
  const { round, unit, counter, lane } = at;
  const key = {
    round: round.id,
    unit,
    counter,
    respondent_type: response.respondentType,
    filing_mode: response.filingMode,
    lane,
    booklet: response.booklet,
    local_day: localDay(ctx.now())
  };
  const layout = layoutOf(ctx.directory, round, response.booklet);
  const row: ResponseRow = {
    id: response.id,
    ...key,
    language: response.language,
    answers: JSON.stringify(response.answers),
    reasons: JSON.stringify(response.reasons),
    praise: JSON.stringify(response.praise),
    who_filled: response.whoFilled,
    profile: JSON.stringify(response.profile),
    payload_hash: hash,
    receipt: receiptOf(response.id, hash),
    simulated: 0
  };
  const contribution = { key, layout, moments: tally(layout, response.answers, round.design) };
  const comment = response.comment ? { id: ctx.newId(), body: response.comment } : null;
  return { kind: 'prepared', sent, row, comment, contribution, code };
}
