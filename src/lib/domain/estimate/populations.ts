/** The rungs of the weight ladder (DESIGN §5.5), from the best. The step used is printed beside the figure. */
export type PopulationStep = 'final' | 'provisional' | 'previous_round' | 'unit_only' | 'unweighted';

/** N by stratum (`unit|respondentType|filingMode`), or by unit in `byUnit`. */
export interface PopulationSources {
  /** n_h by stratum. */
  readonly cells: ReadonlyMap<string, number>;
  readonly final: ReadonlyMap<string, number> | null;
  readonly provisional: ReadonlyMap<string, number> | null;
  readonly previous: ReadonlyMap<string, number> | null;
  readonly byUnit: ReadonlyMap<string, number> | null;
}

export interface Populations {
  readonly step: PopulationStep;
  /** N_h of the strata with responses; empty when unweighted. */
  readonly populations: Map<string, number>;
  /** N of the strata (`unit_only`: units) with responses, N of all, and their ratio; null when unweighted. */
  readonly coverage: { readonly sampled: number; readonly total: number; readonly share: number } | null;
  /** Strata with more responses than transactions, sorted: a flag, never a refusal. */
  readonly overfull: readonly string[];
}

/** The first step that has a positive N for every stratum (`unit_only`: unit) with responses. */
export function populationsFor(sources: PopulationSources): Populations {
  const sampled = new Map([...sources.cells].filter(([, n]) => n > 0));
  const steps = [
    ['final', sources.final],
    ['provisional', sources.provisional],
    ['previous_round', sources.previous]
  ] as const;
  for (const [step, known] of steps) {
    if (known && covers(known, sampled.keys())) return result(step, sampled, pick(known, sampled.keys()), known);
  }
  const units = totals(sampled);
  if (sources.byUnit && covers(sources.byUnit, units.keys())) {
    return result('unit_only', sampled, spread(sources.byUnit, sampled, units), sources.byUnit);
  }
  return { step: 'unweighted', populations: new Map(), coverage: null, overfull: [] };
}

function covers(known: ReadonlyMap<string, number>, ids: Iterable<string>): boolean {
  const wanted = [...ids];
  return wanted.length > 0 && wanted.every((id) => (known.get(id) ?? 0) > 0);
}

function pick(known: ReadonlyMap<string, number>, ids: Iterable<string>): Map<string, number> {
  return new Map([...ids].map((id) => [id, known.get(id) ?? 0]));
}

/** N of the unit in proportion to the responses of its sampled strata: one weight for all rows of a unit. */
function spread(
  byUnit: ReadonlyMap<string, number>,
  sampled: ReadonlyMap<string, number>,
  units: ReadonlyMap<string, number>
): Map<string, number> {
  return new Map(
    [...sampled].map(([id, n]) => [id, ((byUnit.get(unitOf(id)) ?? 0) * n) / (units.get(unitOf(id)) ?? n)])
  );
}

function totals(sampled: ReadonlyMap<string, number>): Map<string, number> {
  const units = new Map<string, number>();
  for (const [id, n] of sampled) units.set(unitOf(id), (units.get(unitOf(id)) ?? 0) + n);
  return units;
}

function result(
  step: PopulationStep,
  sampled: ReadonlyMap<string, number>,
  populations: Map<string, number>,
  known: ReadonlyMap<string, number>
): Populations {
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  const [covered, total] = [sum(populations.values()), sum(known.values())];
  const overfull = [...sampled].filter(([id, n]) => n > (populations.get(id) ?? 0)).map(([id]) => id);
  return {
    step,
    populations,
    coverage: { sampled: covered, total, share: covered / total },
    overfull: overfull.sort()
  };
}

function unitOf(stratum: string): string {
  return stratum.slice(0, stratum.indexOf('|') < 0 ? undefined : stratum.indexOf('|'));
}
