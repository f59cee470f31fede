import type { PointsTargets } from '../../domain/par/points-target.ts';
import { REACHABLE_LEVELS, type ReachableLevel } from '../../domain/par/reachable.ts';
import { CHANGES_MAX, type Change } from '../services/points/what-if.ts';
import { textField } from './form-field.ts';

/** The changes that an address asks for: `what1`, `unit1`, `who1`, `k1` and so on; a row without `what` is none. */
export function changesIn({ searchParams }: URL, unit: string): readonly Change[] {
  return Array.from({ length: CHANGES_MAX }, (_, i) => i + 1).flatMap((row): readonly Change[] => {
    const asked = (name: string) => (searchParams.get(`${name}${row}`) ?? '').slice(0, 80);
    if (asked('what') === '') return [];
    const k = asked('k') === '' ? 0 : numberIn(asked('k'));
    return [{ what: asked('what'), unit: asked('unit') || unit, respondentType: asked('who') || null, k }];
  });
}

export function levelIn({ searchParams }: URL, fallback: ReachableLevel): ReachableLevel {
  return REACHABLE_LEVELS.find((level) => level === searchParams.get('level')) ?? fallback;
}

/** The targets that a form gives: `criterion:A1` and so on, and `total`; empty means none. */
export function targetsFrom(form: FormData): PointsTargets {
  const names = [...form.keys()].filter((name) => name.startsWith('criterion:'));
  const given = names.flatMap((name) => {
    const text = textField(form, name).trim();
    return text === '' ? [] : [[name.slice('criterion:'.length), numberIn(text)] as const];
  });
  const total = textField(form, 'total').trim();
  return { criteria: Object.fromEntries(given), total: total === '' ? null : numberIn(total) };
}

/** A number with a point or a comma, as people write it; NaN for another text. */
export function numberIn(text: string): number {
  return /^\d{1,9}(?:[.,]\d{1,6})?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : NaN;
}
