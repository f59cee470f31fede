import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMoments } from '../../src/lib/domain/tally/encode.ts';
import { chooseColumns, forgetStaged, stageImport } from '../../src/lib/server/services/imports/import-staging.ts';
import { meaning } from '../../src/lib/domain/import/value-labels.ts';
import type { ChoiceKey } from '../../src/lib/domain/import/response-columns.ts';
import { wordsOfRound } from '../../src/lib/server/imports/response-rows.ts';
import {
  applyImport,
  importTemplate,
  previewImport,
  undoImport
} from '../../src/lib/server/services/imports/imports.ts';
import { setLaneStatus } from '../../src/lib/server/services/submit/review.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { verify } from '../../src/lib/server/services/store/verify.ts';
import { readTable } from '../../src/lib/server/table-file/read-table.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

/** Each look at the clock is a moment later, so that imports have an order. */
let now = Date.UTC(2026, 9, 15, 3);
let province: TestProvince;
beforeAll(async () => {
  province = await aProvince({ communes: 3, now: () => (now += 1) });
  await submitResponses(province.ctx, [aResponse(province), aResponse(province)]);
});
afterAll(() => province?.end());

const ITEMS = ['A1.1', 'A2.3', 'A3.1', 'A4.1', 'A5.1', 'A6.2', 'A7.2', 'OV.1'];
const WHO = 'Mã phiếu;Mã đơn vị;Quầy;Ngày;Đối tượng;Hình thức nộp;Giai đoạn';
const HEAD = `${WHO};${ITEMS.join(';')};Góp ý;Họ tên;Điện thoại`;
const SECRET = 'Nguyễn Thị Bí Mật;0912345678';
/** A row by its id, with other cells where the test says so. */
const row = (id: string, change: Readonly<Record<number, string>> = {}) => {
  const cells = [id, 'xa-1', 'Quầy 1', '2026-10-01', 'Người dân', 'Nộp trực tiếp', 'received'];
  const all = [...cells, '4', '4', 'Hài lòng', '5', 'Tôi chưa gặp việc này', '3', 'rat hai long', '4', ''];
  return `${all.map((cell, i) => change[i] ?? cell).join(';')};${SECRET}`;
};
const bytesOf = (rows: readonly string[], head = HEAD) => new TextEncoder().encode([head, ...rows].join('\r\n'));
const stage = (rows: readonly string[], head = HEAD) =>
  stageImport(province.ctx, {
    kind: 'response',
    input: { round: province.round },
    fileName: 'phieu.csv',
    bytes: bytesOf(rows, head)
  });
const preview = (id: string, fate = '') => previewImport(province.ctx, id, { fate, after: 0 });
const apply = async (id: string, skipProblems = false) =>
  applyImport(province.ctx, id, { mark: (await preview(id)).mark, skipProblems });
const fates = async (id: string) =>
  (await preview(id)).rows.map(({ number, fate, notes }) => [number, fate, notes.map(({ code }) => code).join(' ')]);
const responses = () => province.ctx.db.selectFrom('response').selectAll().orderBy('id').execute();
/** All cells that hold something, by name. */
const cells = async () => {
  const { db } = province.ctx;
  const units = await db.selectFrom('unit_moment').selectAll().execute();
  const counters = await db.selectFrom('counter_moment').selectAll().execute();
  const days = await db.selectFrom('unit_day').selectAll().execute();
  return [...units, ...counters, ...days]
    .map(({ moments, ...key }) => ({ key, moments: decodeMoments(moments) }))
    .filter(({ moments }) => moments.some((sum) => sum !== 0))
    .map((cell) => JSON.stringify(cell))
    .sort();
};
const isTrue = async () => {
  const { differences, firstBadAuditEntry } = await verify(province.ctx.db, province.ctx.directory);
  return differences.length === 0 && firstBadAuditEntry === null;
};

describe('an import of responses', () => {
  it('adds a thousand to the sums, the same file again nothing, and is taken out to the last digit', async () => {
    const before = await cells();
    const known = await responses();
    const rows = Array.from({ length: 1_000 }, (_, i) =>
      row(`P${i}`, {
        1: `xa-${1 + (i % 3)}`,
        2: `Quầy ${1 + (i % 2)}`,
        3: `${1 + (i % 28)}/9/2026`.replace(/^([1-9]|1[0-4])\//, '20/'),
        7: String(1 + (i % 5)),
        15: i % 10 === 0 ? 'Chờ lâu' : ''
      })
    );
    const id = await stage(rows);
    expect((await preview(id)).counts).toEqual({ create: 1_000, change: 0, same: 0, problem: 0 });
    expect(await cells()).toEqual(before);
    await apply(id);
    expect(await responses()).toHaveLength(known.length + 1_000);
    expect(await isTrue()).toBe(true);
    const lanes = new Set((await responses()).map(({ lane }) => lane));
    expect([...lanes].sort()).toEqual(['paper/C/counted', 'qr/C/counted']);

    const again = await stage(rows.toReversed());
    const { counts, rows: shown, mark } = await preview(again);
    expect(counts).toEqual({ create: 0, change: 0, same: 1_000, problem: 0 });
    expect(shown[0]?.notes.map(({ code }) => code)).toEqual(['there_already']);
    expect(await refused(applyImport(province.ctx, again, { mark, skipProblems: false }))).toBe('import.nothing');

    const [moved] = (await responses()).filter(({ lane }) => lane.startsWith('paper'));
    await setLaneStatus(province.ctx, moved?.id ?? '', 'quarantined', 'thử');
    await undoImport(province.ctx, id);
    expect(await cells()).toEqual(before);
    expect(await responses()).toEqual(known);
    expect(await province.ctx.db.selectFrom('comment').selectAll().execute()).toEqual([]);
    expect(await isTrue()).toBe(true);
    expect((await preview(again)).counts.create).toBe(1_000);
  });

  it('tells a row that says something else under a known id, and writes neither', async () => {
    const first = await stage([row('D1'), row('D2')]);
    await apply(first);
    const other = await stage([row('D1', { 7: '1' }), row('D2'), row('D3'), row('D3')]);
    expect(await fates(other)).toEqual([
      [2, 'problem', 'other_answers'],
      [3, 'same', 'there_already'],
      [4, 'create', ''],
      [5, 'problem', 'repeated']
    ]);
    const stored = await responses();
    expect(await refused(apply(other))).toBe('import.problems');
    expect(await responses()).toEqual(stored);
    await apply(other, true);
    expect(await responses()).toHaveLength(stored.length + 1);
    expect(await isTrue()).toBe(true);
    expect(await refused(undoImport(province.ctx, first))).toBe('import.undo_stale');
    await undoImport(province.ctx, other);
    await undoImport(province.ctx, first);
  });

  it('knows rows without an id by what they say, each as often as it stands there', async () => {
    const rows = [row(''), row(''), row('', { 7: '2' })];
    const id = await stage(rows);
    await apply(id);
    const more = await stage([...rows, row('')]);
    expect((await preview(more)).counts).toMatchObject({ same: 3, create: 1 });
    await undoImport(province.ctx, id);
  });

  it('tells what is wrong with each row, and keeps none of it', async () => {
    const stored = await responses();
    const id = await stage([
      row('E1', { 3: '46296' }),
      row('E2', { 4: 'Người dân'.normalize('NFD'), 9: 'HÀI LÒNG'.normalize('NFD') }),
      row('E3', { 7: '=4+1' }),
      row('E4', { 2: 'Quầy 9' }),
      row('E5', { 1: 'xa-9' }),
      row('E6', { 7: '6', 8: '-1', 9: 'tốt' }),
      row('E7', { 3: '2026-12-01' }),
      row('E8', Object.fromEntries(ITEMS.map((_, i) => [7 + i, '']))),
      row('E9', { 4: 'Cán bộ, công chức, đại biểu (theo danh sách mời)' }),
      row('E10', { 1: '', 2: 'Quầy 1' }),
      row('E11', { 1: '', 2: province.codes[1] ?? '' }),
      row('E12', { 2: '' }),
      row('E13', { 15: 'x'.repeat(600) }),
      row('E14', { 8: '__proto__', 4: 'constructor' })
    ]);
    expect(await fates(id)).toEqual([
      [2, 'problem', 'not_a_day'],
      [3, 'create', ''],
      [4, 'problem', 'formula unknown_value_at'],
      [5, 'problem', 'unknown_counter'],
      [6, 'problem', 'unknown_unit'],
      [7, 'problem', 'unknown_value_at unknown_value_at unknown_value_at'],
      [8, 'problem', 'day_outside'],
      [9, 'problem', 'no_answers'],
      [10, 'problem', 'unknown_value'],
      [11, 'problem', 'counter_unclear'],
      [12, 'create', ''],
      [13, 'problem', 'missing'],
      [14, 'problem', 'too_long'],
      [15, 'problem', 'unknown_value unknown_value_at']
    ]);
    expect(await refused(apply(id))).toBe('import.problems');
    expect(await responses()).toEqual(stored);
  });

  it('takes the headers and words of another program, by guess and as a person says', async () => {
    const { areas } = province.ctx.directory.questionnaire(province.questionnaire);
    const items = areas.flatMap((area) => area.items);
    const text = (item: string) => items.find(({ id }) => id === item)?.text['vi'] ?? item;
    const head = [
      '_uuid',
      'q/noi',
      'end',
      'loai',
      '__proto__',
      'Họ tên',
      'g/A1_1',
      'A23',
      `Về hồ sơ [${text('A3.1')}]`
    ];
    const rest = [`A4.1. ${text('A4.1')}`, 'a5-1', text('A6.2').toUpperCase(), 'A7_2', 'OV1'];
    const rows = ['u1', 'u2'].map((id) =>
      [
        id,
        'Quầy 2',
        '2026-10-02T23:30:00.000Z',
        'dân',
        'x',
        'Tên',
        '5',
        '4',
        '3',
        '2 - Không hài lòng',
        '8',
        '9',
        'Tốt',
        '4'
      ].join(',')
    );
    const bytes = bytesOf(rows, [...head, ...rest].map((name) => `"${name}"`).join(','));
    const input = { round: province.round };
    const id = await stageImport(province.ctx, { kind: 'response', input, fileName: 'kobo.csv', bytes });
    const found = await preview(id);
    expect([...found.match.at.keys()].sort()).toEqual(
      ['externalId', 'day', ...ITEMS.map((item) => `item.${item}`)].sort()
    );
    expect(found.match.missing).toEqual(['counter', 'respondentType', 'filingMode', 'stage']);
    const said = { counter: 'q/noi', respondentType: 'loai' };
    const whole = { 'whole.unit': 'xa-2', 'whole.filingMode': 'in_person', 'whole.stage': 'received' };
    expect(await refused(chooseColumns(province.ctx, id, { ...said, ...whole }))).toBe('import.file_again');
    expect((await preview(id)).needsFile).toBe(true);
    expect(await refused(apply(id))).toBe('import.file_again');
    expect(await refused(chooseColumns(province.ctx, id, said, bytesOf(rows)))).toBe('import.other_file');
    await chooseColumns(province.ctx, id, {}, bytes); // what was said is kept
    const { questions, match } = await preview(id);
    expect(match.unused).toEqual(['__proto__', 'Họ tên']);
    expect(questions.map(({ kind, values }) => [kind, values])).toEqual([
      ['respondentType', [{ text: 'dân', cells: 2, chosen: '' }]],
      ['answer', [{ text: 'Tốt', cells: 2, chosen: '' }]]
    ]);
    await chooseColumns(province.ctx, id, { 'value.respondentType.dân': 'citizen', 'value.answer.Tốt': '5' });
    expect(await fates(id)).toEqual([
      [2, 'create', ''],
      [3, 'create', '']
    ]);
    await apply(id);
    const stored = (await responses()).filter(({ unit, lane }) => unit === 'xa-2' && lane.startsWith('paper'));
    expect(stored.map(({ counter, answers }) => [counter, JSON.parse(answers)])).toEqual(
      stored.map(() => [
        'xa-2-q2',
        {
          ...{ 'A1.1': 5, 'A2.3': 4, 'A3.1': 3, 'A4.1': 2, 'A7.2': 5, 'OV.1': 4 },
          ...{ 'A5.1': 'dont_know', 'A6.2': 'not_encountered' }
        }
      ])
    );
    const next = await stageImport(province.ctx, { kind: 'response', input, fileName: 'kobo.csv', bytes });
    expect((await preview(next)).counts).toMatchObject({ same: 2, problem: 0 }); // what was said is remembered
    await undoImport(province.ctx, id);
  });

  it('keeps no names and telephone numbers, and no file when it is written or forgotten', async () => {
    const id = await stage([row('S1', { 15: 'Phòng chờ nóng' })]);
    const kept = async () =>
      province.ctx.db.selectFrom('import_batch').select(['content', 'undo']).where('id', '=', id).executeTakeFirst();
    expect((await preview(id)).dropped).toEqual(['Họ tên', 'Điện thoại']);
    expect((await kept())?.content).toContain('Phòng chờ nóng');
    expect((await kept())?.content).not.toMatch(/Bí Mật|0912345678/);
    await apply(id);
    expect((await kept())?.content).toBe('');
    expect((await kept())?.undo).not.toMatch(/S1|Phòng/);
    await undoImport(province.ctx, id);
    const idle = await stage([row('S2')]);
    now += 2 * 86_400_000;
    await forgetStaged(province.ctx);
    expect(await refused(preview(idle))).toBe('import.not_found');
  });

  it('is for a round that takes answers, for whom it is meant, and no longer than it can be written at once', async () => {
    const input = { round: province.round };
    const { body } = await importTemplate(province.ctx, 'response', input);
    const read = await readTable(province.ctx.config, body);
    expect(read).toMatchObject({ ok: true });
    const template = read.ok ? read.table.columns.join(';').replaceAll('"', '') : '';
    const id = await stage([row('T1')], template);
    expect((await preview(id)).match).toMatchObject({ missing: [], unused: [] });
    const { rows: told = [] } = (await readXlsx(body)).sheets[1] ?? {};
    const { labels } = wordsOfRound(province.ctx, province.ctx.directory.round(province.round));
    const said = (key: ChoiceKey | 'answer', column: string) =>
      told.filter(([at]) => at === column).map(([, value]) => meaning(labels[key], String(value), {}, key));
    expect(said('filingMode', 'hình thức nộp')).toEqual(['in_person', 'online', 'postal']);
    expect(said('respondentType', 'loại người trả lời')).not.toContain(undefined);
    const scale = ['1', '2', '3', '4', '5', 'dont_know', 'not_encountered', undefined]; // last: nothing is written
    expect(said('answer', '(mỗi câu hỏi)')).toEqual(scale);
    const many = Array.from({ length: 5_001 }, (_, i) => `${i};x;x;x;x;x;x;x`);
    expect(await refused(stage(many))).toBe('table.too_many_rows');
    const manager = {
      ...province.ctx,
      actor: { id: 'm', name: '', grants: [{ role: 'unit_manager', unit: 'xa-1' }] as const }
    };
    expect(await refused(previewImport(manager, id, { fate: '', after: 0 }))).toBe('access.denied');
    expect(await refused(chooseColumns(manager, id, {}))).toBe('access.denied');
    const open = await stage([row('Z1')]);
    await apply(open);
    const late = await stage([row('Z2')]);
    await province.ctx.gate.run((db) =>
      db.updateTable('round').set({ status: 'closed' }).where('id', '=', province.round).execute()
    );
    await province.ctx.directory.reload();
    expect(await refused(stage([row('Z3')]))).toBe('round.closed');
    expect(await refused(apply(late))).toBe('round.closed');
    expect(await refused(undoImport(province.ctx, open))).toBe('round.closed');
    expect((await preview(open)).batch.status).toBe('applied');
  });
});
