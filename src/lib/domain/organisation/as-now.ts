/** A counter of a round: the unit it belonged to then, and the one it belongs to now. */
export interface CounterPlace {
  readonly counter: string;
  readonly then: string;
  readonly now: string;
}

/** What a unit of today would have been in a round of then. */
export interface AsNow {
  /** Units of then all of whose counters are in it now. */
  readonly whole: readonly string[];
  /** Counters that are in it now, of units of then that have others elsewhere. */
  readonly parts: readonly CounterPlace[];
  /** The same answers as those of the unit as then. */
  readonly isSame: boolean;
  /** All units of then whose answers could be computed from what this unit and its neighbours show as now. */
  readonly group: readonly string[];
  /** All counters of those of them that are divided among several units of today. */
  readonly divided: readonly string[];
}

/**
 * Gives the answers of then to the units of today: those of a counter to the unit to which it belongs now. Each counter
 * has one unit then and one now, so that the sums over all units are equal, exactly. `isIn` says which units of today
 * are wanted, `asThen` which units of then make the same unit as then.
 */
export function asNow(
  places: readonly CounterPlace[],
  isIn: (unit: string) => boolean,
  asThen: ReadonlySet<string>
): AsNow {
  const byThen = Map.groupBy(places, ({ then }) => then);
  const touched = [...byThen].filter(([, all]) => all.some(({ now }) => isIn(now)));
  const whole = touched.filter(([, all]) => all.every(({ now }) => isIn(now))).map(([then]) => then);
  const parts = touched.flatMap(([then, all]) => (whole.includes(then) ? [] : all.filter(({ now }) => isIn(now))));
  const withCounters = [...asThen].filter((unit) => byThen.has(unit));
  const isSame = parts.length === 0 && sameSet(whole, withCounters);
  const group = [...neighbours(places, new Set(touched.map(([then]) => then)))].sort();
  const isDivided = (unit: string) => new Set((byThen.get(unit) ?? []).map(({ now }) => now)).size > 1;
  const divided = group.filter(isDivided).flatMap((unit) => (byThen.get(unit) ?? []).map(({ counter }) => counter));
  return { whole, parts, isSame, group, divided };
}

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one) => b.includes(one));

/** The units of then that share a unit of today with one of `from`, and so on. */
function neighbours(places: readonly CounterPlace[], from: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(from);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    const now = new Set(places.filter(({ then }) => found.has(then)).map((place) => place.now));
    for (const place of places) if (now.has(place.now)) found.add(place.then);
  }
  return found;
}
