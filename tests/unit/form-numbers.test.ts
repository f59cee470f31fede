import { describe, expect, it } from 'vitest';
import { wholeField } from '../../src/lib/server/http/form-field.ts';
import { officialFrom } from '../../src/lib/server/http/points-form.ts';

const formOf = (fields: Readonly<Record<string, string>>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};

describe('numbers in posted forms', () => {
  it('are whole where a form of ours carries them, and none that a database refuses', () => {
    expect(wholeField(formOf({ revision: '12' }), 'revision')).toBe(12);
    for (const revision of ['', 'NaN', 'Infinity', '1.5', '1e3', '-1', '9'.repeat(30), ' 1', '0x1'])
      expect(wholeField(formOf({ revision }), 'revision')).toBe(-1);
  });
  it('an official result of a measure that there is not is none, and not one of another measure', () => {
    const sent = { year: '2025', value: '40', max: '80', source: 'x', publishedOn: '2026-03-01' };
    expect(officialFrom(formOf({ ...sent, measure: 'papi' })).result?.measure).toBe('papi');
    for (const measure of ['', '__proto__', 'PAR_INDEX'])
      expect(officialFrom(formOf({ ...sent, measure })).result).toBeNull();
  });
});
