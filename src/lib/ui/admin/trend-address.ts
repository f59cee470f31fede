import type { TrendQuery } from '../../server/services/trends/trend-view.ts';

/** What the address of a series holds; what stands by itself is left out. */
export function trendFields(query: TrendQuery): readonly (readonly [string, string])[] {
  const { as, step, ...others } = query;
  const all = { ...others, as: as === 'now' ? as : null, step: step === 'round' ? null : step };
  return Object.entries(all).flatMap(([name, value]) =>
    value === null || (name === 'indicator' && value === 'key') ? [] : [[name, value] as const]
  );
}

export function trendAddress(path: string, query: TrendQuery): string {
  return `${path}?${new URLSearchParams(trendFields(query).map(([name, value]) => [name, value])).toString()}`;
}
