import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import criteria from '../../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import { Problem, type ProblemCode } from '../../src/lib/domain/shared/problem.ts';
import type { Context } from '../../src/lib/server/context.ts';
import {
  importCriteriaSet,
  listCriteriaSets,
  namedCriteriaSet
} from '../../src/lib/server/services/questionnaires/criteria-sets.ts';
import { areaTitles } from '../../src/lib/server/services/questionnaires/criteria-areas.ts';
import {
  checkCriteriaWorkbook,
  criteriaTemplate,
  criteriaWorkbook
} from '../../src/lib/server/services/questionnaires/criteria-workbook.ts';
import { CRITERIA_COLUMNS, criteriaRows } from '../../src/lib/domain/par/criteria-table.ts';
import { xlsxOf } from '../../src/lib/server/table-file/write-xlsx.ts';
import { differenceOf } from '../../src/lib/server/services/questionnaires/questionnaire-difference.ts';
import {
  addLanguage,
  discardDraft,
  importDraft,
  publishDraft,
  replaceDraft,
  saveTexts,
  startDraft
} from '../../src/lib/server/services/questionnaires/questionnaire-drafts.ts';
import { previewForm } from '../../src/lib/server/services/questionnaires/questionnaire-preview.ts';
import {
  isVersionTaken,
  listQuestionnaires,
  namedQuestionnaire
} from '../../src/lib/server/services/questionnaires/questionnaires.ts';
import { recordingScript } from '../../src/lib/server/services/questionnaires/recording-script.ts';
import {
  addSpokenLanguage,
  keepRecording,
  recordingOf,
  removeRecording,
  scriptOf
} from '../../src/lib/server/services/questionnaires/recordings.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { aProvince, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';

let runtime: TestRuntime;
let province: Province;
let version: string;
/** Two administrators, as two browsers would be. */
let first: Context;
let second: Context;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 1, counters: 1, people: false });
  version = province.questionnaire.hash;
  const person = async (name: string): Promise<Context> => {
    const grants = [{ role: 'province_admin', unit: province.root }] as const;
    const account = name.toLowerCase().replace(/[^a-z]/g, '');
    const id = await createPerson(runtime.program(), { account, name, password: null, grants });
    return runtime.contextFor({ id, name, grants });
  };
  first = await person('Lan');
  second = await person('Minh');
});
afterAll(() => runtime.end());

const codeOf = async (work: Promise<unknown>): Promise<ProblemCode | 'none'> => {
  try {
    await work;
    return 'none';
  } catch (fault) {
    return fault instanceof Problem ? fault.code : 'internal';
  }
};
const acts = async (act: string) =>
  (await first.db.selectFrom('audit_event').select(['act', 'actor', 'details']).where('act', '=', act).execute()).map(
    ({ actor, details }) => ({ actor, ...JSON.parse(details) })
  );
const text = (key: string, language: string, words: string) => ({
  texts: new Map([[key, { [language]: words }]]),
  version: null
});

describe('a draft', () => {
  it('is edited, told to the second editor, published as a new version and audited, and the old version stays', async () => {
    const id = await startDraft(first, { address: version, name: 'Phiếu quý sau' });
    await saveTexts(first, { id, revision: 1 }, text('item/A2.3', 'vi', 'Ngày trả kết quả so với giấy hẹn'));
    expect(await codeOf(saveTexts(second, { id, revision: 1 }, text('item/A2.3', 'vi', 'Trả đúng ngày')))).toBe(
      'draft.changed'
    );
    const both = await Promise.all(
      ['a', 'b', 'c'].map((word) => codeOf(saveTexts(second, { id, revision: 2 }, text('safety', 'en', word))))
    );
    expect(both.toSorted()).toEqual(['draft.changed', 'draft.changed', 'none']);

    const difference = await differenceOf(first, id, null);
    expect(difference.before?.diff.texts.map(({ key, language }) => `${key} ${language}`)).toEqual([
      'safety en',
      'item/A2.3 vi'
    ]);
    const none = { texts: new Map(), version: '' };
    expect(await codeOf(saveTexts(first, { id, revision: 3 }, none))).toBe('draft.version_malformed');
    expect(await isVersionTaken(first, await namedQuestionnaire(first, id))).toBe(true);
    await saveTexts(first, { id, revision: 3 }, { ...none, version: '0.3' });
    expect(await isVersionTaken(first, await namedQuestionnaire(first, id))).toBe(false);
    const hash = await publishDraft(second, { id, revision: 4 });
    expect(first.directory.questionnaire(hash).areas[1]?.items[2]?.text['vi']).toBe('Ngày trả kết quả so với giấy hẹn');
    expect(first.directory.questionnaire(version)).toEqual(province.questionnaire.document);
    expect(await codeOf(namedQuestionnaire(first, id))).toBe('questionnaire.not_found');
    const named = await namedQuestionnaire(first, hash);
    expect([named.kind, named.entry.name]).toEqual(['version', 'Phiếu quý sau']);
    expect((await acts('questionnaire_version.publish')).at(-1)).toMatchObject({ actor: second.actor.id, hash });
    expect((await acts('questionnaire_draft.save')).map(({ actor }) => actor)).toEqual([
      first.actor.id,
      second.actor.id,
      first.actor.id
    ]);
    const list = await listQuestionnaires(first, { q: 'phieu quy', after: null });
    expect(list.shown.map((entry) => [entry.hash, entry.publisher])).toEqual([[hash, 'Minh']]);
    expect((await listQuestionnaires(first, { q: '', after: hash })).shown.map((entry) => entry.hash)).toEqual([
      version
    ]);
  });

  it('of the very same content is not published twice, and stays a draft', async () => {
    const id = await startDraft(first, { address: version, name: 'Như cũ' });
    expect(await codeOf(publishDraft(first, { id, revision: 1 }))).toBe('questionnaire.published_already');
    expect((await namedQuestionnaire(first, id)).kind).toBe('draft');
    await discardDraft(first, { id, revision: 1 });
    expect(await codeOf(discardDraft(first, { id, revision: 1 }))).toBe('questionnaire.not_found');
  });

  it('takes a new language, keeps Vietnamese in every text, and is replaced by a file or refused whole', async () => {
    const document = province.questionnaire.document;
    const imported = await importDraft(first, { name: '', document });
    const id = imported.ok ? imported.id : '';
    await addLanguage(first, { id, revision: 1 }, 'zh');
    expect(await codeOf(addLanguage(first, { id, revision: 2 }, 'zh'))).toBe('language.there');
    expect(await codeOf(addLanguage(first, { id, revision: 2 }, '中文'))).toBe('language.malformed');
    expect(await codeOf(saveTexts(first, { id, revision: 2 }, text('title', 'vi', '  ')))).toBe(
      'questionnaire.vietnamese_missing'
    );
    const before = await namedQuestionnaire(first, id);
    const broken = { ...document, reasons: [...document.reasons, document.reasons[0]], stages: ['submitted'] };
    const replaced = await replaceDraft(first, { id, revision: 2 }, broken);
    expect(replaced.ok ? [] : replaced.faults.length).toBeGreaterThan(3);
    expect(await namedQuestionnaire(first, id)).toEqual(before);
    const view = await previewForm(first, id, { booklet: 'online/received/2', forWhom: 'firm', language: 'zh' });
    expect([view.language, view.questions.length, view.questions[0]?.id]).toEqual([
      'zh',
      8,
      document.booklets['online/received']?.[1]?.[0]
    ]);
    expect(view.title).toBe(document.title['vi']);
    expect(await first.db.selectFrom('response').select('id').execute()).toEqual([]);
  });

  it('is nothing for a role that only reads', async () => {
    const analyst = runtime.contextFor({
      id: 'x',
      name: '',
      grants: [{ role: 'province_analyst', unit: province.root }]
    });
    expect((await listQuestionnaires(analyst, { q: '', after: null })).all).toBeGreaterThan(1);
    expect(await codeOf(startDraft(analyst, { address: version, name: 'x' }))).toBe('access.denied');
    const manager = runtime.contextFor({
      id: 'y',
      name: '',
      grants: [{ role: 'unit_manager', unit: province.communes[0]?.id ?? '' }]
    });
    expect(await codeOf(namedQuestionnaire(manager, version))).toBe('access.denied');
  });
});

describe('a recording', () => {
  const ogg = (content: string) => new TextEncoder().encode(`OggS${content}`);

  it('holds for the very text that it says, and its language is offered when a booklet is complete', async () => {
    await addSpokenLanguage(first, { code: 'tyz', name: 'Tiếng Tày' });
    expect(await codeOf(addSpokenLanguage(first, { code: 'tyz', name: 'Tày' }))).toBe('language.there');
    const at = { address: version, language: 'tyz' };
    const { lines } = await scriptOf(first, at);
    for (const { key, number } of lines) await keepRecording(first, { ...at, slot: key }, ogg(String(number)));
    const whole = (await scriptOf(first, at)).coverage;
    expect([whole.recorded, whole.booklets.every(({ offered }) => offered)]).toEqual([lines.length, true]);
    const printed = await recordingScript(first, { ...at, spoken: 'tyz', language: 'vi' });
    const out = new PassThrough();
    const [pdf] = await Promise.all([buffer(out), printed.write(out)]);
    expect([printed.fileName, pdf.subarray(0, 5).toString()]).toEqual(['recording-script-tyz.pdf', '%PDF-']);
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(2);
    const file = await recordingOf(first, { ...at, slot: 'item/A2.3' });
    expect([file.mediaType, file.sha256.length]).toEqual(['audio/ogg', 64]);

    const id = await startDraft(first, { address: version, name: 'Đổi một câu' });
    await saveTexts(first, { id, revision: 1 }, text('item/A2.3', 'vi', 'Ngày hẹn trả giấy tờ'));
    const changed = (await scriptOf(first, { ...at, address: id })).coverage;
    expect(changed.recorded).toBe(lines.length - 1);
    expect(changed.booklets.filter(({ offered }) => !offered).every(({ missing }) => missing[0] === 'item/A2.3')).toBe(
      true
    );
    await removeRecording(first, { ...at, slot: 'safety' });
    const without = (await scriptOf(first, at)).coverage;
    expect([without.fixedMissing, without.booklets.some(({ offered }) => offered)]).toEqual([['safety'], false]);
    expect((await acts('recording.remove')).map(({ slot }) => slot)).toEqual(['safety']);
  });

  it('is refused by its size, by what is in it, and for a text that does not exist', async () => {
    const at = { address: version, language: 'tyz', slot: 'title' };
    expect(await codeOf(keepRecording(first, at, ogg('x'.repeat(300_000))))).toBe('recording.too_large');
    expect(await codeOf(keepRecording(first, at, new TextEncoder().encode('<html>')))).toBe('recording.kind');
    expect(await codeOf(keepRecording(first, { ...at, slot: 'item/none' }, ogg('')))).toBe('recording.not_found');
    expect(await codeOf(keepRecording(first, { ...at, language: 'xx' }, ogg('')))).toBe('recording.not_found');
  });
});

describe('a criteria set', () => {
  it('is the same document as a workbook and as JSON; the template can be imported as it stands', async () => {
    const hash = province.criteriaSet;
    const { criteriaSet } = await namedCriteriaSet(first, hash);
    const { body } = await criteriaWorkbook(first, hash);
    expect(await checkCriteriaWorkbook(first, body)).toEqual({ ok: true, criteriaSet });
    expect(await checkCriteriaWorkbook(first, (await criteriaTemplate(first)).body)).toMatchObject({ ok: true });
    const rows = criteriaRows(criteriaSet).map((row) => (row[1] === 'A1' ? row.with(4, '=1/7') : row));
    const wrong = await checkCriteriaWorkbook(first, await xlsxOf('x', CRITERIA_COLUMNS, rows.slice(1)));
    expect(wrong.ok ? [] : wrong.faults.map(({ rule, place }) => [rule, place.rows, place.column])).toEqual(
      expect.arrayContaining([
        ['formula', String(rows.findIndex((row) => row[1] === 'A1') + 1), 'Trọng số'],
        ['missing', '', 'mã bộ']
      ])
    );
    const titles = await areaTitles(first, criteriaSet, hash);
    expect(criteriaSet.criteria.every(({ area }) => titles.get(area)?.['vi'])).toBe(true);
  });

  it('is imported with the owner of each criterion, audited, and not twice; faults are all named', async () => {
    const owned = {
      ...criteria,
      version: '2',
      criteria: criteria.criteria.map((one) => ({ ...one, owner: 'Sở Nội vụ' }))
    };
    const published = await importCriteriaSet(first, owned);
    const hash = published.ok ? published.hash : '';
    const entry = await namedCriteriaSet(first, hash);
    expect(entry.criteriaSet.criteria.every(({ owner }) => owner === 'Sở Nội vụ')).toBe(true);
    expect(await codeOf(importCriteriaSet(first, owned))).toBe('questionnaire.published_already');
    const faulty = await importCriteriaSet(first, { ...owned, rule: 'guess', criteria: owned.criteria.slice(1) });
    expect(faulty.ok ? [] : faulty.faults.map(({ at, rule }) => [at, rule])).toEqual([
      ['rule', 'not_allowed'],
      ['criteria', 'weights_sum']
    ]);
    expect((await listCriteriaSets(first, { q: '', after: null })).shown.map((one) => one.hash)).toEqual([
      hash,
      province.criteriaSet
    ]);
    expect((await acts('criteria_set.publish')).at(-1)).toMatchObject({ actor: first.actor.id, hash });
  });
});
