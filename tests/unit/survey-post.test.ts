import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookletIndex } from '../../src/lib/domain/questionnaire/rotation.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { nextFormId, openDoor, type FormDoor } from '../../src/lib/server/services/submit/survey-page.ts';
import { sendSurveyForm } from '../../src/lib/server/services/submit/survey-post.ts';
import { aProvince, type TestProvince } from '../support/province.ts';

let province: TestProvince;
let code = '';
beforeAll(async () => {
  province = await aProvince({ communes: 2, counters: 1 });
  code = province.codes[0] ?? '';
});
afterAll(() => province.end());

function formDoor(stage = 'received'): FormDoor {
  const door = openDoor(province.ctx, { code, stage });
  if (door.kind !== 'form') throw new Error(door.kind);
  return door;
}

function fields(change: Readonly<Record<string, string | readonly string[]>> = {}): Map<string, readonly string[]> {
  const plain = {
    form: nextFormId(province.ctx, formDoor()),
    questionnaire: province.questionnaire,
    stage: 'received',
    language: 'vi',
    'P.for': 'self',
    'A1.1': '4',
    'OV.1': '5',
    ...change
  };
  return new Map(Object.entries(plain).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]));
}

const stored = () => province.ctx.db.selectFrom('response').selectAll().orderBy('id').execute();
const storedOf = async (form: Map<string, readonly string[]>) =>
  (await stored()).find((row) => row.id === form.get('form')?.[0]);

describe('a form id', () => {
  it('gives each booklet of a link its turn', () => {
    const door = formDoor();
    const turns = Array.from({ length: 40 }, () => bookletIndex(nextFormId(province.ctx, door), 4));
    const counts = [0, 1, 2, 3].map((index) => turns.filter((turn) => turn === index).length);
    expect(counts).toEqual([10, 10, 10, 10]);
  });
});

describe('a posted form', () => {
  it('is stored with the values of its link and the booklet of its id', async () => {
    const form = fields();
    expect(await sendSurveyForm(province.ctx, code, form)).toMatchObject({ kind: 'recorded' });
    const row = await storedOf(form);
    expect(row).toMatchObject({ respondent_type: 'citizen', filing_mode: 'in_person', who_filled: null });
    expect(row?.booklet).toBe(`in_person/received/${bookletIndex(row?.id ?? '', 4) + 1}`);
  });

  it('keeps reasons under a low answer and drops those of an answer that was raised since', async () => {
    const form = fields({ 'A1.1': '2', 'A1.1.why': ['unclear', 'other'], 'A5.1': '5', 'A5.1.why': 'extra_cost' });
    await sendSurveyForm(province.ctx, code, form);
    expect(JSON.parse((await storedOf(form))?.reasons ?? '')).toEqual(['unclear', 'other']);
  });

  it('marks who is paid to do the papers, and drops a profile that does not fit', async () => {
    const form = fields({ 'P.for': 'agent', 'P.bizSize': '1_9', 'P.age': 'u25' });
    await sendSurveyForm(province.ctx, code, form);
    expect(JSON.parse((await storedOf(form))?.profile ?? '')).toEqual({ 'P.for': 'agent', 'P.age': 'u25' });
  });

  it('says all that is missing at once', async () => {
    const form = fields({ 'P.for': '', 'A1.1': '', 'OV.1': '' });
    expect(await sendSurveyForm(province.ctx, code, form)).toEqual({
      kind: 'refused',
      problems: [
        { code: 'respondent_type.unknown', at: 'respondentType' },
        { code: 'answers.none', at: 'answers' }
      ]
    });
  });

  it('is refused with an answer to an item of another booklet', async () => {
    const form = fields({ 'A2.1': '5', 'A2.2': '5', 'A2.3': '5', 'A2.4': '5' });
    const outcome = await sendSurveyForm(province.ctx, code, form);
    expect(outcome).toMatchObject({ kind: 'refused', problems: [{ code: 'answer.not_in_booklet' }, {}, {}] });
  });

  it('is refused when it was made for a questionnaire that nobody knows', async () => {
    const outcome = await sendSurveyForm(province.ctx, code, fields({ questionnaire: 'f'.repeat(64) }));
    expect(outcome).toMatchObject({ kind: 'refused', problems: [{ code: 'questionnaire.unknown' }] });
  });

  it('keeps the first of two contents under one id', async () => {
    const form = fields();
    await sendSurveyForm(province.ctx, code, form);
    expect(await sendSurveyForm(province.ctx, code, new Map([...form, ['OV.1', ['1']]]))).toEqual({ kind: 'conflict' });
    expect(JSON.parse((await storedOf(form))?.answers ?? '')).toMatchObject({ 'OV.1': 5 });
  });

  it('gets its receipt again after the round has closed', async () => {
    const form = fields();
    const first = await sendSurveyForm(province.ctx, code, form);
    await closeRound(province.ctx, province.round);
    expect(await sendSurveyForm(province.ctx, code, form)).toEqual(first);
    const late = await sendSurveyForm(province.ctx, code, new Map([...form, ['form', [crypto.randomUUID()]]]));
    expect(late).toMatchObject({ kind: 'refused', problems: [{ code: 'round.none_open' }] });
  });
});
