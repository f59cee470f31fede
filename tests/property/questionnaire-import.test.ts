import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { diffQuestionnaires } from '../../src/lib/domain/questionnaire/diff.ts';
import { parseQuestionnaire } from '../../src/lib/domain/questionnaire/parse.ts';
import { textsOf, withTexts } from '../../src/lib/domain/questionnaire/texts.ts';
import { exportedDocument, parseDocument } from '../../src/lib/server/http/document-form.ts';
import { documentHash } from '../../src/lib/server/services/submit/payload.ts';
import { readQuestionnaire } from '../../src/lib/server/services/questionnaires/questionnaires.ts';

const parsed = parseQuestionnaire(bank);
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const { questionnaire: q } = parsed;
const keys = textsOf(q).map(({ key }) => key);
const words = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((text) => text.trim() !== '');
const changes = fc.array(fc.tuple(fc.constantFrom(...keys), fc.record({ vi: words, en: words })), { maxLength: 12 });

describe('export and import of a questionnaire', () => {
  it('give the same content, by its hash, whatever is written in it', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const edited = withTexts(q, new Map(list));
        const read = readQuestionnaire(parseDocument(exportedDocument(edited)));
        if (!read.ok) throw new Error(read.faults.map(({ at, detail }) => `${at}: ${detail}`).join('\n'));
        expect(documentHash(read.questionnaire)).toBe(documentHash(edited));
        expect(diffQuestionnaires(edited, read.questionnaire).same).toBe(true);
      }),
      { numRuns: 60 }
    );
  });

  it('take decomposed letters for composed ones', () => {
    const decomposed = parseDocument(exportedDocument(q).normalize('NFD'));
    const read = readQuestionnaire(decomposed);
    expect(read.ok && documentHash(read.questionnaire)).toBe(documentHash(q));
  });

  it('refuse what could poison or exhaust before it is looked at', () => {
    const refusal = (text: string) => {
      try {
        return parseDocument(text);
      } catch (fault) {
        return fault instanceof Error ? fault.message : fault;
      }
    };
    expect(refusal('{"__proto__": {"ok": true}}')).toBe('request.malformed');
    expect(refusal('['.repeat(100_000))).toBe('request.too_deep');
    expect(refusal(`"${'x'.repeat(1_000_000)}"`)).toBe('request.too_large');
    expect(refusal('{"a": 1,}')).toBe('request.malformed');
  });
});
