import type { RowNote } from '../../domain/import/fate.ts';
import { counterUnitOn } from '../../domain/organisation/history.ts';
import { parseLinkCode } from '../../domain/organisation/link-code.ts';
import { folded } from '../../domain/shared/folded.ts';
import type { Context } from '../context.ts';
import type { CounterEntry, RoundEntry } from '../services/organisation/directory.ts';

/** The counters of a round's units by what a file may call them. */
export interface NamedCounters {
  readonly find: (unitCode: string, text: string, day: string) => NamedCounter | RowNote;
}

export interface NamedCounter {
  readonly counter: CounterEntry;
  /** The unit to which it belonged on the day. */
  readonly unit: string;
}

/** A counter is named by the code of one of its links, or by its name: with the unit's code, or alone where only one has it. */
export function namedCounters(ctx: Context, round: RoundEntry): NamedCounters {
  const { directory } = ctx;
  const byName = Map.groupBy(directory.everyCounter(), ({ name }) => folded(name));
  const codes = new Map(directory.units().map(({ id, code }) => [folded(code), id]));
  const moves = Map.groupBy(directory.counterMoves(), ({ counter }) => counter);
  const unitOn = ({ id, unit }: CounterEntry, day: string) => counterUnitOn(moves.get(id) ?? [], id, unit, day);
  const candidates = (unit: string | undefined, text: string, day: string) => {
    const parsed = parseLinkCode(text);
    const link = parsed.ok ? directory.link(parsed.code) : undefined;
    const named = link ? [link.counter] : (byName.get(folded(text)) ?? []);
    return named
      .filter(({ from, to }) => from <= day && (to === null || day < to))
      .map((counter) => ({ counter, unit: unitOn(counter, day) }))
      .filter((found) => unit === undefined || found.unit === unit);
  };
  return {
    find: (unitCode, text, day) => {
      const unit = unitCode === '' ? undefined : codes.get(folded(unitCode));
      if (unitCode !== '' && unit === undefined) return unknownUnit(unitCode, codes.has(folded(`0${unitCode}`)));
      const all = candidates(unit, text, day);
      const inRound = all.filter((found) => round.units.has(found.unit));
      const [only, other] = inRound;
      if (only && !other) return only;
      const [strange] = all;
      if (!only && strange) return { code: 'unit_not_in_round', details: { value: directory.unit(strange.unit).name } };
      return { code: only ? 'counter_unclear' : 'unknown_counter', details: { value: text.slice(0, 60) } };
    }
  };
}

/** Spreadsheets take the 0 in front of a code that they hold for a number. */
function unknownUnit(code: string, hasLostZero: boolean): RowNote {
  return hasLostZero
    ? { code: 'zero_lost', details: { value: code, now: `0${code}` } }
    : { code: 'unknown_unit', details: { value: code.slice(0, 60) } };
}
