import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { revokeLink, setTestAnswers } from '../../src/lib/server/services/links/links.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { verify } from '../../src/lib/server/services/store/verify.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

describe('submitting', () => {
  let province: TestProvince;
  beforeEach(async () => {
    province = await aProvince();
  });
  afterEach(() => province.end());

  const submit = async (value: unknown) => {
    const [result] = await submitResponses(province.ctx, [value]);
    if (!result) throw new Error('no result');
    return result;
  };
  const rows = () => province.ctx.db.selectFrom('response').selectAll().execute();
  const asides = () => province.ctx.db.selectFrom('response_aside').selectAll().execute();

  it('answers a repeat with the same receipt and stores it once', async () => {
    const response = aResponse(province);
    const first = await submit(response);
    const repeat = await submit(structuredClone(response));
    expect(first.status).toBe('stored');
    expect(repeat).toEqual({ ...first, status: 'duplicate' });
    expect(await rows()).toHaveLength(1);
  });

  it('keeps the same id with other content aside, and the first as it was', async () => {
    const response = aResponse(province);
    await submit(response);
    const conflict = await submit({ ...response, comment: 'Khác' });
    expect(conflict.status).toBe('conflict');
    expect(conflict.receipt).toBeNull();
    const aside = await asides();
    expect(aside[0]?.payload).not.toMatch(/answeredAt|durationS|device|Khác/);
    expect(aside).toHaveLength(1);
    expect(JSON.parse(aside[0]?.payload ?? '')).toMatchObject({ hasComment: true });
  });

  it('keeps five copies of an id aside at most, and answers each further one the same', async () => {
    const response = aResponse(province);
    await submit(response);
    const statuses: string[] = [];
    for (let i = 0; i < 8; i += 1) statuses.push((await submit({ ...response, comment: `Khác ${i}` })).status);
    expect(new Set(statuses)).toEqual(new Set(['conflict']));
    expect(await asides()).toHaveLength(5);
    await submit(aResponse(province));
    expect((await submit(response)).status).toBe('duplicate');
  });

  it('keeps the receipt of a stored response when its round has closed or its link was revoked since', async () => {
    const response = aResponse(province);
    const first = await submit(response);
    await revokeLink(province.ctx, province.codes[0] ?? '');
    expect((await submit(response)).receipt).toBe(first.receipt);
    await closeRound(province.ctx, province.round);
    expect((await submit(response)).status).toBe('duplicate');
    expect((await submit(aResponse(province, { link: province.codes[1] }))).problems[0]?.code).toBe('round.none_open');
  });

  it('stores the good ones of a batch beside a bad one', async () => {
    const bad = aResponse(province, { answers: { 'A1.1': 6 } });
    const results = await submitResponses(province.ctx, [aResponse(province), bad, aResponse(province)]);
    expect(results.map((result) => result.status)).toEqual(['stored', 'refused', 'stored']);
    expect(results[1]?.problems).toEqual([{ code: 'answer.off_scale', at: 'answers.A1.1', details: { item: 'A1.1' } }]);
    expect(await rows()).toHaveLength(2);
  });

  it.each([
    ['an unknown item', { answers: { 'Z9.9': 4 } }, 'answer.item_unknown'],
    ['an item of another booklet', { answers: { 'A2.4': 4 } }, 'answer.not_in_booklet'],
    ['no answer', { answers: {} }, 'answers.none'],
    ['a fraction', { answers: { 'A1.1': 4.5 } }, 'response.shape'],
    ['an unknown missing code', { answers: { 'A1.1': 'no_idea' } }, 'answer.off_scale'],
    ['a prototype', { answers: JSON.parse('{"A1.1": 4, "__proto__": 4}') }, 'response.shape'],
    ['an id that is no UUIDv4', { id: '01890a5d-ac96-774b-bcce-b302099a8057' }, 'response.id'],
    ['an invited type on an open link', { respondentType: 'official' }, 'respondent_type.unknown'],
    [
      'another filing mode than the link presets',
      { filingMode: 'online', booklet: 'online/received/1' },
      'filing_mode.preset'
    ],
    ['a booklet of another stage', { booklet: 'in_person/submitted/1' }, 'booklet.unknown'],
    ['a booklet that does not exist', { booklet: 'in_person/received/9' }, 'booklet.not_for_respondent'],
    ['an unknown questionnaire', { questionnaire: 'x' }, 'questionnaire.unknown'],
    ['a NUL in the comment', { comment: 'a\u0000b' }, 'text.control_characters'],
    ['a lone surrogate', { comment: 'a\ud800b' }, 'text.control_characters'],
    ['a comment too long', { comment: 'x'.repeat(501) }, 'comment.too_long'],
    ['an unknown reason', { reasons: ['because'] }, 'reason.unknown'],
    ['an unknown key', { extra: 1 }, 'response.shape'],
    ['a link of the wrong form', { link: 'U' }, 'link.malformed'],
    ['an unknown link', { link: 'K7Q2M9XD' }, 'link.unknown']
  ])('refuses %s and stores nothing', async (_, change, code) => {
    const result = await submit(aResponse(province, change));
    expect(result.status).toBe('refused');
    expect(result.problems.map((problem) => problem.code)).toContain(code);
    expect(await rows()).toHaveLength(0);
    expect((await verify(province.ctx.db, province.ctx.directory)).differences).toEqual([]);
  });

  it('stores test answers in a lane that never counts', async () => {
    await setTestAnswers(province.ctx, province.codes[0] ?? '', true);
    await submit(aResponse(province));
    expect((await rows())[0]?.lane).toBe('qr/C/test');
  });

  it('drops reasons when nothing was rated 3 or lower, praise when something was', async () => {
    const happy = { 'A1.1': 5, 'OV.1': 4 };
    await submit(aResponse(province, { answers: happy, reasons: ['slow'], praise: ['kind'] }));
    await submit(aResponse(province, { reasons: ['slow'], praise: ['kind'] }));
    const kept = (await rows()).map((row) => [row.reasons, row.praise]);
    expect(kept.sort()).toEqual(
      [
        ['["slow"]', '[]'],
        ['[]', '["kind"]']
      ].sort()
    );
  });

  it('writes no instant, address or device into the database', async () => {
    await submit(aResponse(province, { device: 'tablet-1', answeredAt: '2026-11-24T03:04:05Z', durationS: 41 }));
    const dump = JSON.stringify(await rows());
    expect(dump).not.toMatch(/tablet-1|T03:04|127\.0\.0\.1/);
  });
});
