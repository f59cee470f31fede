import { describe, expect, it } from 'vitest';
import bank from '../../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import officeWords from '../../../src/lib/data/wording/office-words.json' with { type: 'json' };
import { lintQuestionnaire, lintText } from '../../../src/lib/domain/questionnaire/lint.ts';
import { parseQuestionnaire } from '../../../src/lib/domain/questionnaire/parse.ts';

const lint = (text: string, { part = 'item', language = 'vi' }: { part?: 'item' | 'option'; language?: string } = {}) =>
  lintText({ part, language, text }, officeWords.words).map(({ rule, found }) => [rule, found]);

describe('the wording rules', () => {
  it('count Vietnamese syllables: 15 are short enough, 16 are not', () => {
    expect(lint('một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm')).toEqual([]);
    expect(lint('một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn  năm sáu')).toEqual([['too_long', '16']]);
    expect(lint(Array.from({ length: 20 }, () => 'word').join(' '), { language: 'en' })).toEqual([]);
  });

  it('find two ideas in one question by the word that joins them, and only in questions', () => {
    expect(lint('Cách nói năng và cư xử của cán bộ')).toEqual([['two_ideas', 'và']]);
    expect(lint('Nhà vệ sinh hoặc chỗ để xe')).toEqual([['two_ideas', 'hoặc']]);
    expect(lint('Cán bộ nhanh VÀ/HOẶC đúng')).toEqual([['two_ideas', 'và/hoặc']]);
    expect(lint('How the officer spoke and behaved', { language: 'en' })).toEqual([['two_ideas', 'and']]);
    expect(lint('Việc vàng bạc, hoặcker', {})).toEqual([]);
    expect(lint('Nhanh và đúng hẹn', { part: 'option' })).toEqual([]);
  });

  it('find office words with their plain ones, whatever the letters and the form of their marks', () => {
    expect(lint('Thái độ phục vụ của cán bộ'.normalize('NFD'))).toEqual([['office_word', 'thái độ phục vụ']]);
    expect(lintText({ part: 'item', language: 'vi', text: 'Việc tiếp nhận giấy tờ' }, officeWords.words)).toEqual([
      { rule: 'office_word', found: 'tiếp nhận', instead: 'nhận' }
    ]);
    expect(lint('Applicants', { language: 'en' })).toEqual([]);
  });

  it('find two negations in one clause, and take a question particle for none', () => {
    expect(lint('Cán bộ không bao giờ chưa trả lời')).toEqual([
      ['double_negative', 'Cán bộ không bao giờ chưa trả lời']
    ]);
    expect(lint('Ông/Bà không phải chờ lâu không?')).toEqual([]);
    expect(lint('Không mất phí. Không hỏi mật khẩu.')).toEqual([]);
    expect(lint("The officer didn't say nothing", { language: 'en' }).map(([rule]) => rule)).toEqual([
      'double_negative'
    ]);
  });

  it('warn of the shipped bank without stopping it, and name every missing translation', () => {
    const parsed = parseQuestionnaire({ ...bank, languages: ['vi', 'en', 'zh'] });
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    const findings = lintQuestionnaire(parsed.questionnaire, officeWords.words);
    const vietnamese = findings.filter(({ language }) => language === 'vi');
    expect(vietnamese.map(({ key, rule, found }) => [key, rule, found])).toEqual([['item/A7.2', 'two_ideas', 'và']]);
    const untranslated = findings.filter(({ rule }) => rule === 'untranslated');
    expect(new Set(untranslated.map(({ language }) => language))).toEqual(new Set(['zh']));
    expect(untranslated.length).toBeGreaterThan(100);
  });
});
