import { isDay } from '../shared/time.ts';

/** Official measures of a province, published by others: never mixed with simulated points. */
export const OFFICIAL_MEASURES = ['par_index', 'sipas', 'pci', 'papi'] as const;
export type OfficialMeasure = (typeof OFFICIAL_MEASURES)[number];

export interface OfficialResult {
  readonly year: number;
  readonly measure: OfficialMeasure;
  readonly value: number;
  readonly max: number;
  /** Of how many provinces; both or none. */
  readonly rank: number | null;
  readonly rankOf: number | null;
  /** The document or address that says so. */
  readonly source: string;
  /** `YYYY-MM-DD`. */
  readonly publishedOn: string;
}

const YEARS = [2000, 2100] as const;
const SOURCE_MAX = 300;

export function parseMeasure(name: string): OfficialMeasure | undefined {
  return OFFICIAL_MEASURES.find((measure) => measure === name);
}

/** Whether a result can be one: a value within its maximum, a rank among so many, a source, a day from its year to today. */
export function isOfficialResult(result: OfficialResult, today: string): boolean {
  const { year, value, max, rank, rankOf, source, publishedOn } = result;
  const isYear = Number.isInteger(year) && year >= YEARS[0] && year <= YEARS[1];
  const isValue = Number.isFinite(value) && Number.isFinite(max) && value >= 0 && max > 0 && value <= max;
  const isSourced = source.trim() !== '' && [...source].length <= SOURCE_MAX;
  const isPast = isDay(publishedOn) && publishedOn >= `${year}-01-01` && publishedOn <= today;
  return isYear && isValue && isSourced && isRank(rank, rankOf) && isPast;
}

function isRank(rank: number | null, rankOf: number | null): boolean {
  if (rank === null || rankOf === null) return rank === rankOf;
  return Number.isInteger(rank) && Number.isInteger(rankOf) && rank >= 1 && rank <= rankOf && rankOf <= 1000;
}
