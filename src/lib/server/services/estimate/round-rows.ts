import { assert } from '../../../domain/shared/assert.ts';
import { parseLane } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import { parseAnswers, parseProfile } from '../submit/answers.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { countsInHeadline } from './estimate-cells.ts';
import { roundUnitNames } from '../rounds/round-unit-names.ts';

/** The profile questions that stand in the files of METHODS §0 under a name of their own. */
export const PROFILE_COLUMNS = { gender: 'P.gender', age_group: 'P.age' } as const;

/** The responses of a round as rows of text, page by page, in the order of their random ids. */
export interface RoundRows {
  readonly columns: readonly string[];
  readonly pages: AsyncGenerator<readonly (readonly string[])[]>;
}

export interface RoundRowsWanted {
  readonly items: readonly string[];
  /** Profile questions, each a column of its own id, at the end: for what is computed here, never in a file. */
  readonly profile?: readonly string[];
  readonly progress?: ((rows: number) => void) | undefined;
}

const PAGE = 2_000;
const PROGRESS_EVERY = 100_000;
const NO_OPINION = '0';

/**
 * The counted responses of a round in the columns of METHODS §0 (booklets: `survey-booklet-result/1`). Times and
 * durations stay empty: they live seven days, in a file of their own, and leave it never. The caller has checked the
 * permission.
 */
export function roundRows(ctx: Context, round: RoundEntry, wanted: RoundRowsWanted): RoundRows {
  const isFull = round.design.form === 'full';
  const { items, profile = [] } = wanted;
  const before = isFull
    ? ['response_id', 'unit', 'respondent_type', 'filing_mode', 'date', 'submitted_at', 'counter', 'gender']
    : ['response_id', 'unit', 'respondent_type', 'filing_mode', 'stage', 'booklet', 'date', 'counter'];
  const own = isFull ? [...before, 'age_group', 'duration_s'] : before;
  return { columns: [...own, ...items, ...profile], pages: pages(ctx, round, own, wanted) };
}

async function* pages(ctx: Context, round: RoundEntry, own: readonly string[], wanted: RoundRowsWanted) {
  const counts = countsInHeadline(round);
  const unitNames = roundUnitNames(ctx, round);
  const { items, profile: asked = [], progress } = wanted;
  let read = 0;
  for (let last = ''; ;) {
    const rows = await ctx.db
      .selectFrom('response')
      .select(['id', 'unit', 'counter', 'respondent_type', 'filing_mode', 'booklet', 'lane', 'answers', 'profile'])
      .select('local_day')
      .where('round', '=', round.id)
      .where('id', '>', last)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    if (rows.length === 0) return;
    last = rows.at(-1)?.id ?? '';
    read += rows.length;
    yield rows.flatMap((row): (readonly string[])[] => {
      const lane = parseLane(row.lane);
      assert(lane, 'a stored lane is known', { lane: row.lane });
      if (!counts(lane)) return [];
      const answers = parseAnswers(row.answers);
      const profile = parseProfile(row.profile);
      const values: Readonly<Record<string, string>> = {
        response_id: row.id,
        unit: unitNames.get(row.unit) ?? row.unit,
        respondent_type: row.respondent_type,
        filing_mode: row.filing_mode,
        stage: row.booklet.split('/')[1] ?? '',
        booklet: row.booklet,
        date: row.local_day,
        counter: row.counter,
        gender: profile[PROFILE_COLUMNS.gender] ?? '',
        age_group: profile[PROFILE_COLUMNS.age_group] ?? ''
      };
      const codes = items.map((item) => codeOf(answers[item]));
      return [[...own.map((column) => values[column] ?? ''), ...codes, ...asked.map((id) => profile[id] ?? '')]];
    });
    if (read % PROGRESS_EVERY === 0) progress?.(read);
  }
}

/** Both missing codes of the questionnaire are "no opinion" in the files (METHODS §14). */
function codeOf(answer: number | string | undefined): string {
  if (answer === undefined) return '';
  return typeof answer === 'number' ? String(answer) : NO_OPINION;
}
