import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { findPaperBatches } from '../../src/lib/server/services/paper/paper-batch-list.ts';
import { createPaperBatch } from '../../src/lib/server/services/paper/paper-batches.ts';
import {
  batchProgress,
  checkForm,
  enterForm,
  formId,
  isInSample
} from '../../src/lib/server/services/paper/paper-entry.ts';
import { paperForms } from '../../src/lib/server/services/paper/paper-print.ts';
import { endAnswering } from '../../src/lib/server/services/rounds/round-closing.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let province: TestProvince;
let ctx: Context;
let second: Context;
let batch: string;
beforeAll(async () => {
  province = await aProvince({
    communes: 2,
    counterNames: ['Quầy 1: Hộ tịch, chứng thực, lao động, thương binh và xã hội']
  });
  ctx = { ...province.ctx, actor: { ...province.ctx.actor, id: 'first' } };
  second = { ...ctx, actor: { ...ctx.actor, id: 'second' } };
  batch = await createPaperBatch(ctx, newBatch());
});
afterAll(() => province?.end());

const NEWEST = { q: '', sort: 'newest', after: null } as const;
const newBatch = (change: Readonly<Record<string, string>> = {}) => ({
  ...{
    name: 'Thùng phiếu tuần 1',
    counter: 'xa-1-q1',
    booklet: 'in_person/received/1',
    answeredOn: localDay(Date.now() - DAY_MS)
  },
  ...change
});
const KEYS = {
  'A1.1': '4',
  'A2.3': '5',
  'A3.1': '8',
  'A4.1': '9',
  'A5.1': '',
  'A6.2': '3',
  'A7.2': ' 2 ',
  'OV.1': '4'
};
const aForm = (serial: string, keys: Readonly<Record<string, string>> = {}) => ({
  ...{ serial, respondentType: 'citizen', whoFilled: 'self', comment: '' },
  keys: { ...KEYS, ...keys }
});
const stored = () => ctx.db.selectFrom('response').select(['id', 'lane', 'answers', 'unit']).execute();

describe('a batch of paper forms', () => {
  it('is stored through the one submit path, in its own lane; the same number twice is one response', async () => {
    let plain = 1; // not of the tenth that is entered again, which the batch's own key draws
    while (isInSample(ctx.secret, batch, plain)) plain += 1;
    expect(await enterForm(ctx, batch, aForm(String(plain)))).toBe('stored');
    expect(await enterForm(second, batch, aForm(String(plain)))).toBe('duplicate');
    expect(await refused(enterForm(ctx, batch, aForm(String(plain), { 'A1.1': '1' })))).toBe('paper.other_answers');
    const [row, ...others] = await stored();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ id: formId(ctx.secret, batch, plain), lane: 'paper/C/counted', unit: 'xa-1' });
    const answers: unknown = JSON.parse(row?.answers ?? '');
    const read = {
      'A1.1': 4,
      'A2.3': 5,
      'A3.1': 'dont_know',
      'A4.1': 'not_encountered',
      'A6.2': 3,
      'A7.2': 2,
      'OV.1': 4
    };
    expect(answers).toEqual(read);
    expect(await batchProgress(ctx, batch)).toMatchObject({ forms: 1, nextSerial: plain + 1 });
  });

  it('refuses what is no answer and no number, and stores nothing of it', async () => {
    expect(await refused(enterForm(ctx, batch, aForm('2', { 'A1.1': '6', 'OV.1': 'x' })))).toBe('paper.keys');
    for (const serial of ['0', '-1', '1.5', '', '100000']) {
      expect(await refused(enterForm(ctx, batch, aForm(serial)))).toBe('paper.serial');
    }
    expect(await refused(enterForm(ctx, batch, { ...aForm('2'), respondentType: 'official' }))).toBe(
      'respondent_type.unknown'
    );
    expect(await stored()).toHaveLength(1);
  });

  it('is entered again in a tenth of its forms by another person, who learns where the two differ', async () => {
    const numbers = Array.from({ length: 2000 }, (_, i) => i + 1).filter((serial) =>
      isInSample(ctx.secret, batch, serial)
    );
    expect(numbers.length / 2000).toBeGreaterThan(0.07);
    expect(numbers.length / 2000).toBeLessThan(0.14);
    const serial = String(numbers[0]);
    expect(await refused(checkForm(second, batch, aForm(serial)))).toBe('paper.not_entered');
    await enterForm(ctx, batch, aForm(serial));
    expect((await batchProgress(ctx, batch)).toCheck).toEqual([numbers[0]]);
    expect(await refused(checkForm(ctx, batch, aForm(serial)))).toBe('paper.same_person');
    const found = await checkForm(second, batch, aForm(serial, { 'A1.1': '3', 'A5.1': '1' }));
    expect(found).toEqual({ compared: 8, differing: ['A1.1', 'A5.1'] });
    expect(await batchProgress(ctx, batch)).toMatchObject({ toCheck: [], checked: 1, compared: 8, differing: 2 });
    expect((await findPaperBatches(ctx, NEWEST)).rows).toMatchObject([{ forms: 2, compared: 8, differing: 2 }]);
  });

  it('holds nothing that joins a number with an answer without the key', async () => {
    const tables = JSON.stringify([
      await ctx.db.selectFrom('paper_batch').selectAll().execute(),
      await ctx.db.selectFrom('paper_serial').selectAll().execute()
    ]);
    for (const { id } of await stored()) expect(tables).not.toContain(id);
  });

  it('is for the unit it belongs to, on a day of its round', async () => {
    const manager: Context = { ...ctx, actor: { id: 'm', name: '', grants: [{ role: 'unit_manager', unit: 'xa-2' }] } };
    expect(await refused(enterForm(manager, batch, aForm('9')))).toBe('access.denied');
    expect(await refused(createPaperBatch(manager, newBatch()))).toBe('access.denied');
    expect((await findPaperBatches(manager, NEWEST)).rows).toEqual([]);
    expect(await refused(createPaperBatch(ctx, newBatch({ answeredOn: localDay(Date.now() + DAY_MS) })))).toBe(
      'paper.day'
    );
    expect(await refused(createPaperBatch(ctx, newBatch({ answeredOn: '2020-01-01' })))).toBe('round.none_open');
    expect(await refused(createPaperBatch(ctx, newBatch({ booklet: 'in_person/received/99' })))).toBe(
      'booklet.unknown'
    );
    expect(await refused(createPaperBatch(ctx, newBatch({ booklet: 'in_person/received/full' })))).toBe(
      'booklet.unknown'
    );
  });

  it('still comes in while the round is closing', async () => {
    await endAnswering(ctx, province.round);
    expect(await enterForm(ctx, batch, aForm('5000'))).toBe('stored');
  });
});

describe('the printed form', () => {
  it('is one page a number', async () => {
    const { write } = await paperForms(ctx, batch, { from: 1, to: 3 });
    const out = new PassThrough();
    const [pdf] = await Promise.all([buffer(out), write(out)]);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(3);
    expect(await refused(paperForms(ctx, batch, { from: 1, to: 300 }))).toBe('paper.serial');
  });
});
