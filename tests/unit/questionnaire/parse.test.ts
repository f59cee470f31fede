import { describe, expect, it } from 'vitest';
import bank from '../../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { parseQuestionnaire } from '../../../src/lib/domain/questionnaire/parse.ts';
import { canonicalJson } from '../../../src/lib/domain/shared/canonical.ts';
import { documentHash } from '../../../src/lib/server/services/submit/payload.ts';

describe('a questionnaire', () => {
  it('of the shipped bank is valid: 7 areas, 35 items in them and the key item outside', () => {
    const parsed = parseQuestionnaire(bank);
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    expect(parsed.questionnaire.areas.map((area) => area.items.length)).toEqual([6, 5, 5, 4, 4, 5, 6]);
    expect(parsed.questionnaire.keyItem.id).toBe('OV.1');
  });

  it('is frozen, deeply', () => {
    const parsed = parseQuestionnaire(bank);
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    expect(Object.isFrozen(parsed.questionnaire.areas[0]?.items[0]?.text)).toBe(true);
  });

  it('has the same hash whatever the order of its keys, and another when a word changes', () => {
    const reordered: unknown = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(bank).reverse())));
    expect(documentHash(reordered)).toBe(documentHash(bank));
    expect(documentHash({ ...bank, version: 'other' })).not.toBe(documentHash(bank));
    expect(canonicalJson({ b: 1, a: [2, { d: null, c: 'x' }] })).toBe('{"a":[2,{"c":"x","d":null}],"b":1}');
  });

  it('with faults names all of them with their places', () => {
    const [first, ...others] = bank.areas;
    const broken = {
      ...bank,
      areas: [{ ...first, reasons: ['because'] }, ...others],
      booklets: { 'in_person/received': [['A1.1', 'A2.1', 'A3.1', 'A4.1', 'A5.1', 'A6.1a', 'A7.2']] }
    };
    const parsed = parseQuestionnaire(broken);
    expect(parsed.ok ? [] : parsed.problems).toEqual([
      'areas.A1.reasons: unknown because',
      'in_person/received/1: A6.1a does not fit in_person/received'
    ]);
  });

  it('with a text that has no Vietnamese, or an unknown key, is refused', () => {
    expect(parseQuestionnaire({ ...bank, title: { en: 'Only English' } }).ok).toBe(false);
    expect(parseQuestionnaire({ ...bank, extra: true }).ok).toBe(false);
    expect(parseQuestionnaire(null).ok).toBe(false);
  });
});
