import { decodeMoments } from '../../../domain/tally/encode.ts';
import { addMoments, type Moments } from '../../../domain/tally/moments.ts';
import { parseLane } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import { countsInHeadline } from '../estimate/estimate-cells.ts';
import type { RoundEntry } from '../organisation/directory.ts';

/** What a unit's day holds (`domain/tally/day.ts`), all lanes that count together. */
export interface UnitDay {
  readonly unit: string;
  readonly day: string;
  /** n; m, Σx, Σx², t of the key item; per area m, Σy, Σy², t, d. */
  readonly sums: readonly number[];
}

/** The counted answers of units by day, in order of days. One query. */
export async function unitDays(ctx: Context, round: RoundEntry, units: readonly string[]): Promise<readonly UnitDay[]> {
  if (units.length === 0) return [];
  const rows = await ctx.db
    .selectFrom('unit_day')
    .select(['unit', 'local_day as day', 'lane', 'moments'])
    .where('round', '=', round.id)
    .where('unit', 'in', units)
    .orderBy('local_day')
    .execute();
  const counts = countsInHeadline(round);
  const days = new Map<string, { unit: string; day: string; sums: Moments }>();
  for (const { unit, day, lane: key, moments } of rows) {
    const lane = parseLane(key);
    if (!lane || !counts(lane)) continue;
    const own = decodeMoments(moments);
    const known = days.get(`${unit} ${day}`);
    if (known) known.sums = addMoments(known.sums, own);
    else days.set(`${unit} ${day}`, { unit, day, sums: own });
  }
  return [...days.values()].filter(({ sums }) => (sums[0] ?? 0) > 0);
}

/** Where the sums of a day stand. */
const AREAS_AT = 5;
const PER_AREA = 5;

/** The people, valid answers and satisfied answers of the key item, or of an area by its place in the questionnaire. */
export function sumsAt(sums: readonly number[], area: number | null) {
  if (area === null) return { rows: sums[1] ?? 0, answers: sums[1] ?? 0, satisfied: sums[4] ?? 0 };
  const at = AREAS_AT + area * PER_AREA;
  // Who has no score of the area may still have answers in it; as many people as answers is the most there can be.
  const answers = sums[at + 4] ?? 0;
  return { rows: Math.min(answers, sums[at] || answers), answers, satisfied: sums[at + 3] ?? 0 };
}
