import { describe, expect, it } from 'vitest';
import bank from '../../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { faultsOfText } from '../../../src/lib/domain/document/plain-text.ts';
import { audioCoverage, audioTypeOf, spokenTexts } from '../../../src/lib/domain/questionnaire/audio.ts';
import { diffQuestionnaires } from '../../../src/lib/domain/questionnaire/diff.ts';
import type { Questionnaire } from '../../../src/lib/domain/questionnaire/document.ts';
import { parseQuestionnaire } from '../../../src/lib/domain/questionnaire/parse.ts';
import { missingIn, textsOf, withTexts } from '../../../src/lib/domain/questionnaire/texts.ts';
import { faultsOfIds } from '../../../src/lib/domain/questionnaire/unique-ids.ts';

function questionnaire(document: unknown = bank): Questionnaire {
  const parsed = parseQuestionnaire(document);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.questionnaire;
}
const q = questionnaire();

describe('the texts of a questionnaire', () => {
  it('have each a key of its own, and cover every word of the document', () => {
    const slots = textsOf(q);
    expect(new Set(slots.map(({ key }) => key)).size).toBe(slots.length);
    const inDocument = JSON.stringify(bank).match(/"vi":/g)?.length;
    expect(slots.length).toBe(inDocument ?? 0);
  });

  it('are changed one by one; an empty translation is taken away and then missing', () => {
    const changed = withTexts(q, new Map([['item/A2.3', { vi: ' Ngày trả so với giấy hẹn ', en: '' }]]));
    const text = changed.areas[1]?.items.find(({ id }) => id === 'A2.3')?.text;
    expect(text).toEqual({ vi: 'Ngày trả so với giấy hẹn' });
    expect(missingIn(changed, 'en')).toEqual(['item/A2.3']);
    expect(missingIn(q, 'en')).toEqual([]);
  });
});

describe('the difference of two versions', () => {
  it('of the same one is nothing', () => {
    expect(diffQuestionnaires(q, questionnaire(structuredClone(bank))).same).toBe(true);
  });

  it('names items that came, went and changed, texts by language, and booklets', () => {
    const [first, second, ...others] = bank.areas;
    const [a, b, ...rest] = first?.items ?? [];
    const after = questionnaire({
      ...bank,
      areas: [
        { ...first, items: [a, { ...b, id: 'A1.9', accountable: 'national' }, ...rest.toReversed()] },
        {
          ...second,
          items: second?.items.map((item) =>
            item.id === 'A2.1'
              ? { ...item, accountable: 'province', text: { vi: 'Thông tin về phí', en: item.text.en } }
              : item
          )
        },
        ...others
      ],
      booklets: { ...bank.booklets, 'online/submitted': bank.booklets['online/submitted'].slice(0, 1) },
      comment: { ...bank.comment, maxLength: 300 }
    });
    const diff = diffQuestionnaires(q, after);
    expect([diff.itemsAdded, diff.itemsRemoved, diff.others]).toEqual([['A1.9'], ['A1.2'], ['comment']]);
    expect(diff.itemsChanged).toEqual([
      { id: 'A1.4b', members: ['position'] },
      { id: 'A1.4a', members: ['position'] },
      { id: 'A1.3b', members: ['position'] },
      { id: 'A1.3a', members: ['position'] },
      { id: 'A2.1', members: ['accountable'] }
    ]);
    expect(diff.texts.filter(({ key }) => key === 'item/A2.1')).toEqual([
      {
        key: 'item/A2.1',
        language: 'vi',
        before: 'Thông tin về giấy tờ cần nộp, tiền phí, ngày trả',
        after: 'Thông tin về phí'
      }
    ]);
    expect(diff.booklets.map(({ booklet, after: items }) => [booklet, items])).toEqual([['online/submitted/2', null]]);
  });
});

describe('ids of an imported questionnaire', () => {
  it('that stand twice in a list are all named', () => {
    const [reason] = bank.reasons;
    const doubled = { ...bank, reasons: [...bank.reasons, reason], languages: ['vi', 'en', 'en'] };
    expect(faultsOfIds(questionnaire(doubled)).map(({ at, detail }) => [at, detail])).toEqual([
      ['languages', 'en'],
      ['reasons', reason?.id]
    ]);
    expect(faultsOfIds(q)).toEqual([]);
  });

  it('that are no languages are named, and so are texts that hold what is no text', () => {
    const odd = questionnaire({ ...bank, languages: ['vi', 'en_GB'], version: 'a\u0000b', source: 'two\nlines' });
    expect(faultsOfIds(odd)).toEqual([{ at: 'languages', rule: 'malformed', detail: 'en_GB' }]);
    expect(faultsOfText(odd).map(({ at }) => at)).toEqual(['version']);
  });
});

describe('recordings', () => {
  it('offer a spoken language only for booklets of which everything can be heard', () => {
    const texts = spokenTexts(q);
    expect(texts.find(({ key }) => key === 'item/A2.3')?.words).toBe(
      'Ông/Bà có hài lòng về ngày trả kết quả so với ngày hẹn không?'
    );
    const all = new Set(texts.map(({ key }) => key));
    expect(audioCoverage(q, all).booklets.every(({ offered }) => offered)).toBe(true);
    const lacking = audioCoverage(q, new Set([...all].filter((key) => key !== 'item/A2.3')));
    const without = lacking.booklets.filter(({ offered }) => !offered);
    expect(without.length).toBeGreaterThan(0);
    expect(without.every(({ id, missing }) => missing[0] === 'item/A2.3' && id.includes('/received/'))).toBe(true);
    const silent = audioCoverage(q, new Set([...all].filter((key) => key !== 'safety')));
    expect([silent.fixedMissing, silent.booklets.some(({ offered }) => offered)]).toEqual([['safety'], false]);
  });

  it('are known by their first bytes and by nothing else', () => {
    const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    expect(audioTypeOf(bytes('OggS\0'))).toBe('audio/ogg');
    expect(audioTypeOf(bytes('ID3\x04'))).toBe('audio/mpeg');
    expect(audioTypeOf(Uint8Array.of(0xff, 0xfb, 0x90, 0x64))).toBe('audio/mpeg');
    expect(audioTypeOf(bytes('\0\0\0 ftypM4A '))).toBe('audio/mp4');
    for (const other of ['RIFF....WAVE', '<svg onload=x>', '\0\0\0 ftypqt  ', '', '\xff\xd8\xff\xe0']) {
      expect(audioTypeOf(bytes(other))).toBeNull();
    }
  });
});
