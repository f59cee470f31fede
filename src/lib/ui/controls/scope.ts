/** A choice of the scope bar. */
export interface Option {
  readonly id: string;
  readonly title: string;
}

/** What the scope bar shows and the address holds. */
export interface Scope {
  readonly unit: Option & { readonly code: string };
  /** From the province to the unit. */
  readonly path: readonly Option[];
  readonly units: readonly Option[];
  readonly rounds: readonly Option[];
  readonly types: readonly Option[];
  /** Filing modes of the round's questionnaire. */
  readonly modes: readonly string[];
  /** Whether the reader may ask for cuts; who is rated may not. */
  readonly hasCuts: boolean;
  readonly round: string | null;
  readonly respondentType: string | null;
  readonly filingMode: string | null;
  readonly lane: string | null;
}

/** An address that keeps the scope; `changed` adds to it or takes away with null. */
export function scopeHref(path: string, scope: Scope, changed: Readonly<Record<string, string | null>> = {}): string {
  const { round, respondentType, filingMode, lane } = scope;
  const all: Record<string, string | null> = {
    ...{ unit: scope.unit.id, round, respondentType, filingMode, lane },
    ...changed
  };
  const kept = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const search = new URLSearchParams(kept).toString();
  return search === '' ? path : `${path}?${search}`;
}
