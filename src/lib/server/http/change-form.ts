import { dayFrom } from '../../domain/import/cell.ts';
import { CHANGE_KINDS, type UnitChange } from '../../domain/organisation/change-plan.ts';
import { cleanName, TYPE_MAX, UNIT_NAME_MAX, unitCode } from '../../domain/organisation/names.ts';

/** New units that one split can make. */
export const PARTS_MAX = 3;

/** Fields of a form or of an address. */
interface Fields {
  readonly get: (name: string) => unknown;
  readonly getAll: (name: string) => readonly unknown[];
}

/** The kind of change that is asked for; null where it is none. */
export function changeKind(name: string | null): UnitChange['kind'] | null {
  return CHANGE_KINDS.find((kind) => kind === name) ?? null;
}

/** The change that a person filled in. What is malformed stays as typed: the plan says so. */
export function changeFrom(unit: string, kind: UnitChange['kind'], fields: Fields): UnitChange {
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value.slice(0, 200) : '';
  };
  const texts = (name: string) => fields.getAll(name).filter((value) => typeof value === 'string');
  const named = (suffix = '') => ({
    name: cleanName(text(`name${suffix}`), UNIT_NAME_MAX) ?? text(`name${suffix}`),
    type: cleanName(text(`type${suffix}`), TYPE_MAX) ?? text(`type${suffix}`)
  });
  const part = (suffix = '') => ({ ...named(suffix), code: unitCode(text(`code${suffix}`)) ?? text(`code${suffix}`) });
  const base = { unit, on: dayFrom(text('on')) ?? text('on') };
  switch (kind) {
    case 'rename':
      return { ...base, kind, ...named() };
    case 'move':
      return { ...base, kind, parent: text('parent') };
    case 'merge':
      return { ...base, kind, others: texts('other'), into: text('into') === 'new' ? part() : null, named: named() };
    case 'hand_over':
      return { ...base, kind, to: text('to'), counters: texts('counter') };
    case 'split':
      return { ...base, kind, ends: text('ends') === '1', parts: partsIn(part, texts) };
  }
}

/** The boxes of roles that are ticked, where the form had any; null where it had none. */
export function grantsChosen(fields: Fields): ReadonlySet<string> | null {
  if (fields.get('choosesGrants') !== '1') return null;
  return new Set(fields.getAll('grant').filter((value) => typeof value === 'string'));
}

type Part = Omit<Extract<UnitChange, { kind: 'split' }>['parts'][number], 'counters'>;

/** The new units that have a name or a code; their counters are the boxes of their own group. */
function partsIn(part: (suffix: string) => Part, texts: (name: string) => readonly string[]) {
  return Array.from({ length: PARTS_MAX }, (_, i) => {
    const suffix = `-${i + 1}`;
    return { ...part(suffix), counters: texts(`counter${suffix}`) };
  }).filter(({ name, code, counters }) => name !== '' || code !== '' || counters.length > 0);
}
