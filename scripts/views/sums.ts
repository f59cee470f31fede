import type { Questionnaire } from '../../src/lib/domain/questionnaire/document.ts';
import { openBooklets } from '../../src/lib/domain/questionnaire/booklets.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import { simulateAnswers } from '../../src/lib/domain/simulation/respondent.ts';
import { dayMoments } from '../../src/lib/domain/tally/day.ts';
import { encodeMoments } from '../../src/lib/domain/tally/encode.ts';
import type { MomentLayout } from '../../src/lib/domain/tally/layout.ts';
import { tally } from '../../src/lib/domain/tally/score.ts';

export interface UnitCell {
  readonly respondent_type: string;
  readonly filing_mode: string;
  readonly lane: string;
  readonly booklet: string;
  readonly moments: Uint8Array;
}

export interface DayCell {
  readonly local_day: string;
  readonly lane: string;
  readonly moments: Uint8Array;
}

/** One response of the pool: the tallier's vector without its zeros, and its day's. */
interface Row {
  readonly at: Int32Array;
  readonly values: Float64Array;
  readonly day: readonly number[];
}

/** Responses that are tallied once a booklet; cells are sums of draws from them. */
const POOL = 200;
const FAMILIES = [
  { mode: 'in_person', stage: 'received', upTo: 0.4 },
  { mode: 'in_person', stage: 'submitted', upTo: 0.6 },
  { mode: 'online', stage: 'received', upTo: 1 }
] as const;

/** Makes the cells of a unit in a round, as the tallier leaves them after so many responses on these days. */
export function cellMaker(questionnaire: Questionnaire, layoutOf: (booklet: string) => MomentLayout) {
  const random = randomFrom(1);
  const effects = { unitEffect: 0, counterDayEffect: 0, quarter: 0, stuffed: false };
  const families = FAMILIES.map(({ mode, stage, upTo }) => ({
    ...{ mode, upTo },
    booklets: openBooklets(questionnaire, mode, stage).map((booklet) => {
      const layout = layoutOf(booklet.id);
      const rows = Array.from({ length: POOL }, () => {
        const answers = simulateAnswers(questionnaire, booklet, effects, random);
        return packedRow(layout, tally(layout, answers, { minItemsArea: 1 }));
      });
      return { id: booklet.id, length: layout.length, rows };
    })
  }));
  return (responses: number, days: readonly string[]) => {
    const cells = new Map<string, Omit<UnitCell, 'moments'> & { readonly sums: number[] }>();
    const byDay = new Map<string, Omit<DayCell, 'moments'> & { readonly sums: number[] }>();
    for (let i = 0; i < responses; i += 1) {
      const at = random.next();
      const family = families.find(({ upTo }) => at < upTo) ?? families[0];
      const booklet = family && random.pick(family.booklets);
      if (!family || !booklet) throw new Error('families');
      const row = random.pick(booklet.rows);
      const respondent_type = random.chance(0.88) ? 'citizen' : 'business';
      const lane = random.chance(0.85) ? 'qr/C/counted' : 'kiosk/B/counted';
      const key = `${booklet.id}|${respondent_type}|${lane}`;
      const none = () => ({
        ...{ respondent_type, filing_mode: family.mode, lane, booklet: booklet.id },
        sums: new Array<number>(booklet.length).fill(0)
      });
      const { sums } = own(cells, key, none);
      for (let k = 0; k < row.at.length; k += 1)
        sums[row.at[k] ?? 0] = (sums[row.at[k] ?? 0] ?? 0) + (row.values[k] ?? 0);
      const local_day = days[Math.floor(random.next() * days.length)] ?? '';
      const day = own(byDay, `${local_day}|${lane}`, () => ({ local_day, lane, sums: row.day.map(() => 0) }));
      for (const [k, value] of row.day.entries()) day.sums[k] = (day.sums[k] ?? 0) + value;
    }
    return {
      cells: [...cells.values()].map(({ sums, ...cell }): UnitCell => ({ ...cell, moments: encodeMoments(sums) })),
      days: [...byDay.values()].map(({ sums, ...cell }): DayCell => ({ ...cell, moments: encodeMoments(sums) }))
    };
  };
}

function packedRow(layout: MomentLayout, moments: readonly number[]): Row {
  const at = moments.flatMap((value, i) => (value === 0 ? [] : [i]));
  const values = Float64Array.from(at, (i) => moments[i] ?? 0);
  return { at: Int32Array.from(at), values, day: dayMoments(layout, moments) };
}

function own<T>(map: Map<string, T>, key: string, none: () => T): T {
  const found = map.get(key) ?? none();
  if (!map.has(key)) map.set(key, found);
  return found;
}
