import { setImmediate as othersFirst } from 'node:timers/promises';
import { decodeMoments } from '../../../domain/tally/encode.ts';
import { parseLane } from '../../../domain/tally/lane.ts';
import { COUNTS, keyItemAt, OPTIONS, type MomentLayout } from '../../../domain/tally/layout.ts';
import type { Context } from '../../context.ts';
import { countsInHeadline } from '../estimate/estimate-cells.ts';
import { layoutOf } from '../estimate/layouts.ts';
import type { RoundEntry } from '../organisation/directory.ts';

/** The counted responses of a counter in a stratum, and its answers 1 … 5 to the key item. */
export interface CounterSum {
  readonly unit: string;
  readonly counter: string;
  readonly stratum: string;
  readonly rows: number;
  readonly keyCounts: readonly number[];
  readonly satisfied: number;
}

/** Units that are read at once: a province's counter cells together would fill the memory. */
const UNITS_AT_ONCE = 40;

/** The headline's sums by counter and stratum, for the lanes that count. Never shown as they are: see domain/disclosure/field-telling.ts. */
export async function counterSums(
  ctx: Context,
  round: RoundEntry,
  units: readonly string[]
): Promise<readonly CounterSum[]> {
  const sums = new Map<string, Mutable>();
  const counts = countsInHeadline(round);
  for (let at = 0; at < units.length; at += UNITS_AT_ONCE) {
    await othersFirst();
    const rows = await ctx.db
      .selectFrom('counter_moment')
      .select(['unit', 'counter', 'respondent_type', 'filing_mode', 'lane', 'booklet', 'moments'])
      .where('round', '=', round.id)
      .where('unit', 'in', units.slice(at, at + UNITS_AT_ONCE))
      .execute();
    for (const { unit, counter, lane: key, booklet, moments, ...row } of rows) {
      const lane = parseLane(key);
      if (!lane || !counts(lane)) continue;
      const stratum = `${unit}|${row.respondent_type}|${row.filing_mode}`;
      const name = `${counter} ${stratum}`;
      const sum = sums.get(name) ?? {
        unit,
        counter,
        stratum,
        rows: 0,
        keyCounts: Array(OPTIONS).fill(0),
        satisfied: 0
      };
      add(sum, moments, layoutOf(ctx.directory, round, booklet));
      sums.set(name, sum);
    }
  }
  return [...sums.values()].sort((a, b) => (`${a.counter} ${a.stratum}` < `${b.counter} ${b.stratum}` ? -1 : 1));
}

interface Mutable extends CounterSum {
  rows: number;
  readonly keyCounts: number[];
  satisfied: number;
}

function add(sum: Mutable, packed: Uint8Array, layout: MomentLayout): void {
  const at = keyItemAt(layout);
  const first = decodeMoments(packed, at + COUNTS);
  sum.rows += first[0] ?? 0;
  for (let option = 0; option < OPTIONS; option += 1) {
    const answers = first[at + option] ?? 0;
    sum.keyCounts[option] = (sum.keyCounts[option] ?? 0) + answers;
    if (layout.satisfied.includes(option + 1)) sum.satisfied += answers;
  }
}
