import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadOf } from '../../src/lib/client/kiosk/payload.ts';
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import * as flow from '../../src/lib/domain/kiosk/flow.ts';
import type { KioskSurvey } from '../../src/lib/domain/kiosk/package.ts';
import { screenOf } from '../../src/lib/domain/kiosk/screen.ts';
import { openBooklets } from '../../src/lib/domain/questionnaire/booklets.ts';
import { parseQuestionnaire } from '../../src/lib/domain/questionnaire/parse.ts';
import { bookletIndex } from '../../src/lib/domain/questionnaire/rotation.ts';
import { parseSentResponse } from '../../src/lib/domain/questionnaire/sent.ts';
import { validateResponse } from '../../src/lib/domain/questionnaire/validate.ts';

const parsed = parseQuestionnaire(bank);
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const { questionnaire: document } = parsed;

const surveys = fc.record({
  form: fc.constantFrom('booklet' as const, 'full' as const),
  filingMode: fc.constantFrom('in_person', 'online'),
  stage: fc.constantFrom(null, ...document.stages)
});
const survey = (change: Partial<KioskSurvey>): KioskSurvey => ({
  ...{ link: 'ABCD1234', posterUrl: null, round: 'r', form: 'booklet', filingMode: 'in_person', stage: null },
  ...{ questionnaire: 'f'.repeat(64), document, spoken: [], test: false },
  ...change
});
const READER = { language: 'vi', spoken: null };
const finish = {
  random: '7a1f6c1e-9d1b-4b6e-8a55-0123456789ab',
  answeredAt: '2026-07-01T02:00:00.000Z',
  durationS: 44.6
};

/** What a person does: a number picks among the choices of the screen; `back` goes one screen back, `skip` on without an answer. */
type Act = number | 'back' | 'skip';
const acts = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.nat(12) },
    { weight: 1, arbitrary: fc.constantFrom('back' as const, 'skip' as const) }
  ),
  {
    maxLength: 40
  }
);

/** The form after one act, and whether the act was a tap that ended it. */
function step(
  of: KioskSurvey,
  form: flow.Form,
  act: Act,
  turns: flow.Turns
): { form: flow.Form | null; isOver: boolean } {
  if (act === 'back') return { form: flow.back(of, form), isOver: false };
  if (act === 'skip') return { form: flow.skip(of, form), isOver: false };
  const choices = screenOf(of, form).groups.flatMap(({ kind, choices }) => choices.map(({ id }) => ({ kind, id })));
  const choice = choices[act % choices.length];
  if (choice === undefined) throw new Error('a screen offers something');
  const { kind, id } = choice;
  if (kind === 'forWhom') return { form: flow.chooseForWhom(of, form, id, turns), isOver: false };
  if (kind === 'stage') return { form: flow.chooseStage(of, form, id, turns), isOver: false };
  if (kind === 'face') return { form: flow.answer(of, form, Number(id)), isOver: false };
  if (kind === 'missing') return { form: flow.answer(of, form, id), isOver: false };
  if (kind === 'whoFilled') return { form: { ...form, whoFilled: id }, isOver: true };
  return { form: flow.toggle(form, kind, id), isOver: false };
}

describe('the flow of one respondent', () => {
  it('builds a response that the server takes, whatever is chosen, taken back or left', () => {
    fc.assert(
      fc.property(surveys, acts, fc.nat(20), (kind, list, turn) => {
        const of = survey(kind);
        const turns = Object.fromEntries(document.stages.map((stage) => [`${kind.filingMode}/${stage}`, turn]));
        let form = flow.startForm(of, READER);
        for (const act of list) {
          const next = step(of, form, act, turns);
          if (next.form === null) break;
          form = next.form;
          if (next.isOver) break;
        }
        const response = flow.responseOf(of, form, finish);
        expect(response !== null).toBe(flow.hasAnswers(form));
        if (response === null) return;
        const sent = parseSentResponse(JSON.parse(JSON.stringify(response)));
        if (!sent.ok) throw new Error(JSON.stringify(sent.problems));
        const frame = { form: kind.form, filingMode: kind.filingMode, stage: kind.stage, invitedAs: null };
        expect(validateResponse(document, sent.response, frame)).toMatchObject({ ok: true });
        if (kind.form === 'full') return;
        const family = openBooklets(document, kind.filingMode, response.stage);
        expect(family[bookletIndex(response.id, family.length)]?.id).toBe(response.booklet);
      })
    );
  });

  it('saves a text that nobody can guess from the answers, with nothing more in it that the server keeps', () => {
    const of = survey({});
    let form = flow.startForm(of, READER);
    while (form.step.kind !== 'closing') form = step(of, form, 0, {}).form ?? form;
    const texts = [1, 2].map(() => payloadOf(of, form, 0)?.text ?? '');
    const salts = texts.map((text) => /"salt":"([0-9a-f-]{36})"/.exec(text)?.[1]);
    expect(new Set(salts).size).toBe(2);
    expect(salts).not.toContain(undefined);
    const sent = parseSentResponse(JSON.parse(texts[0] ?? ''));
    expect(sent).toMatchObject({ ok: true, response: { answers: form.answers } });
    expect(JSON.stringify(sent)).not.toContain(salts[0]);
  });

  it('takes at most twelve taps from the first screen to the thanks, with the stage asked and every question answered', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 20, maxLength: 20 }), fc.nat(3), (picks, who) => {
        const of = survey({});
        let form = flow.startForm(of, READER);
        let taps = 1;
        for (const pick of picks) {
          if (form.step.kind === 'closing') break;
          form = step(of, form, pick, {}).form ?? form;
          taps += 1;
        }
        expect(form.step.kind).toBe('closing');
        expect(Object.keys(form.answers)).toHaveLength(8);
        const choices = screenOf(of, form).groups.at(-1)?.choices ?? [];
        form = { ...form, whoFilled: choices[who]?.id ?? null };
        expect(taps + 1).toBeLessThanOrEqual(12);
        expect(flow.responseOf(of, form, finish)).toMatchObject({ whoFilled: choices[who]?.id, durationS: 45 });
      })
    );
  });

  it('gives the booklets of a family in turn, and to those who listen only what they can hear', () => {
    const stage = 'received';
    const bookletAt = (turn: number, of: KioskSurvey, spoken: string | null) => {
      const form = flow.chooseForWhom(of, flow.startForm(of, { language: 'vi', spoken }), 'self', {});
      return flow.chooseStage(of, form, stage, { 'in_person/received': turn }).booklet?.id;
    };
    const family = openBooklets(document, 'in_person', stage).map(({ id }) => id);
    expect(family.map((_, turn) => bookletAt(turn, survey({}), null))).toEqual(family);
    const spoken = [{ code: 'tyz', name: 'Tày', clips: [], booklets: family.slice(1, 3) }];
    const heard = [0, 1, 2].map((turn) => bookletAt(turn, survey({ spoken }), 'tyz'));
    expect(heard).toEqual([family[1], family[2], family[1]]);
  });

  it('asks for reasons where an answer is low, for praise where none is, and for neither where nothing was rated', () => {
    const answers = fc.array(fc.constantFrom<number | string>(1, 2, 3, 4, 5, 'dont_know'), {
      minLength: 8,
      maxLength: 8
    });
    fc.assert(
      fc.property(answers, (given) => {
        const of = survey({ stage: 'received' });
        let form = flow.chooseForWhom(of, flow.startForm(of, READER), 'self', {});
        for (const value of given) form = flow.answer(of, form, value);
        const [first] = screenOf(of, form).groups;
        const ratings = given.filter((value) => typeof value === 'number');
        const wanted = ratings.some((value) => value <= 3) ? 'reasons' : ratings.length > 0 ? 'praise' : 'whoFilled';
        expect(first?.kind).toBe(wanted);
        if (wanted === 'reasons') expect(first?.choices.at(-1)?.id).toBe('other');
        expect(first?.choices.length).toBeLessThanOrEqual(8);
      })
    );
  });
});
