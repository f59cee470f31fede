import { benjaminiHochberg } from '../statistics/adjusted-p.ts';
import { studentTwoSided } from '../statistics/distributions.ts';
import type { PeriodChange } from './period-change.ts';

/** A measure (the headline, an area) of a unit against the round before. */
export interface Move {
  readonly unit: string;
  readonly measure: string;
  readonly change: PeriodChange;
  /** Both figures pass the decision gate. */
  readonly isJudged: boolean;
}

/** False discoveries among the changes that are named (METHODS §7). */
const DISCOVERY_RATE = 0.05;

/**
 * The changes that may be named among those of many units: clear by themselves, and among all units of the same measure
 * at a false discovery rate of 5 % (Benjamini & Hochberg; the family of METHODS §7). Without it a province of 65 equal
 * units would have three of them named in every measure and round.
 */
export function clearChanges<T extends Move>(moves: readonly T[]): readonly T[] {
  const judged = moves.filter(({ isJudged }) => isJudged);
  return [...Map.groupBy(judged, ({ measure }) => measure).values()].flatMap((family) => {
    const adjusted = benjaminiHochberg(family.map(({ change }) => pOf(change)));
    return family.filter(({ change: { verdict } }, i) => {
      const isClear = verdict === 'up' || verdict === 'down';
      return isClear && (adjusted[i] ?? 1) <= DISCOVERY_RATE;
    });
  });
}

/** The same moves; a change that is clear by itself, but not among all of them, says `unclear`. */
export function judgedTogether<T extends Move>(moves: readonly T[]): readonly T[] {
  const clear = new Set<T>(clearChanges(moves));
  return moves.map((move) => {
    const { verdict } = move.change;
    const isNamed = (verdict !== 'up' && verdict !== 'down') || clear.has(move);
    return isNamed ? move : { ...move, change: { ...move.change, verdict: 'unclear' } };
  });
}

function pOf({ estimate, se, df, ci }: PeriodChange): number | null {
  if (estimate === null || se === null || df === null || ci === null) return null;
  return studentTwoSided(estimate / se, df);
}
