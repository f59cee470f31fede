import type { PublishedUnit, ResultsDocument } from './results-document.ts';

/** A row of the open data: one figure of one unit. Null where it is hidden; `mean` is null for the headline. */
export interface OpenDataRow {
  readonly level: 'province' | 'unit';
  readonly code: string;
  readonly unit: string;
  /** `OV` for the headline, else the id of the area. */
  readonly figure: string;
  readonly n: number | null;
  readonly population: number | null;
  readonly share: number | null;
  readonly ci: readonly [number, number] | null;
  readonly mean: number | null;
  /** Whether anything may be concluded from it (enough answers, a narrow interval). */
  readonly conclusive: boolean;
}

/** The figures of a published version as rows, the province first, units by code. */
export function openDataRows({ whole, units }: ResultsDocument): readonly OpenDataRow[] {
  return [...rowsOf(whole, 'province'), ...units.flatMap((unit) => rowsOf(unit, 'unit'))];
}

function rowsOf(unit: PublishedUnit, level: OpenDataRow['level']): readonly OpenDataRow[] {
  const { code, title, n, population, share, ci, areas, conclusive } = unit;
  const named = { level, code, unit: title, population };
  return [
    { ...named, figure: 'OV', n, share, ci, mean: null, conclusive },
    ...areas.map(({ id, ...area }) => ({
      ...{ ...named, figure: id, n: area.n, share: area.share },
      ...{ ci: area.ci, mean: area.mean, conclusive: area.conclusive }
    }))
  ];
}
