import type { SUCCESSION_KINDS, Unit, UnitParent } from './unit-tree.ts';

/** The organisation as a change finds it. */
export interface OrganisationState {
  readonly root: string;
  readonly units: readonly Unit[];
  readonly parents: readonly UnitParent[];
  readonly counters: readonly StateCounter[];
  readonly rounds: readonly StateRound[];
  /** Who has which role at which unit. */
  readonly grants: readonly StateGrant[];
  /** By unit, the day from which its present name holds. */
  readonly namedSince: ReadonlyMap<string, string>;
  readonly today: string;
}

export interface StateGrant {
  readonly person: string;
  readonly role: string;
  readonly unit: string;
}

export interface StateCounter {
  readonly id: string;
  readonly unit: string;
  readonly name: string;
  readonly to: string | null;
  /** When it last changed its unit. */
  readonly movedOn: string | null;
}

export interface StateRound {
  readonly name: string;
  readonly status: 'draft' | 'open' | 'closing' | 'closed';
  readonly opensOn: string;
  readonly closesOn: string;
  readonly units: ReadonlySet<string>;
}

export interface NewName {
  readonly name: string;
  readonly type: string;
}
export interface NewPart extends NewName {
  readonly code: string;
}

/** What is wanted of a unit from a day on. */
export type UnitChange = { readonly unit: string; readonly on: string } & (
  | ({ readonly kind: 'rename' } & NewName)
  | { readonly kind: 'move'; readonly parent: string }
  /** The others become part of the unit, or all of them of a new one. */
  | {
      readonly kind: 'merge';
      readonly others: readonly string[];
      readonly into: NewPart | null;
      readonly named: NewName;
    }
  /** New units take counters of the unit, which goes on with the rest, or ends. */
  | {
      readonly kind: 'split';
      readonly parts: readonly (NewPart & { readonly counters: readonly string[] })[];
      readonly ends: boolean;
    }
  | { readonly kind: 'hand_over'; readonly to: string; readonly counters: readonly string[] }
);
export const CHANGE_KINDS = ['rename', 'move', 'merge', 'split', 'hand_over'] as const satisfies UnitChange['kind'][];

/** What a change would do. A new unit is called `new-1`, `new-2`, … until it is made. */
export interface ChangePlan {
  readonly faults: readonly ChangeFault[];
  readonly ends: readonly string[];
  readonly begins: readonly (NewPart & { readonly id: string; readonly parent: string })[];
  readonly renames: readonly (NewName & { readonly unit: string })[];
  readonly moves: readonly { readonly unit: string; readonly parent: string }[];
  readonly counters: readonly MovedCounter[];
  readonly grants: readonly MovedGrant[];
  readonly successions: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: (typeof SUCCESSION_KINDS)[number];
  }[];
}

export interface MovedCounter {
  readonly counter: string;
  readonly from: string;
  readonly to: string;
  /** Its name there: with its old unit's where another counter has the same. */
  readonly name: string;
}

/** A role at a unit that ends: who has it gets it at the units that follow, and may still read the figures of before. */
export interface MovedGrant {
  readonly person: string;
  readonly role: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** What stands against a change; its words are `organisation:fault.<code>`. */
export interface ChangeFault {
  readonly code:
    | 'root'
    | 'not_present'
    | 'itself'
    | 'cycle'
    | 'parent_same'
    | 'name_same'
    | 'name_malformed'
    | 'type_malformed'
    | 'code_malformed'
    | 'code_taken'
    | 'no_units'
    | 'no_counters'
    | 'counters_left'
    | 'has_children'
    | 'day_malformed'
    | 'day_future'
    | 'day_early'
    | 'round'
    | 'draft';
  readonly details: Readonly<Record<string, string>>;
}
