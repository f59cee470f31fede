import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findImports } from '../../src/lib/server/services/imports/import-batches.ts';
import { chooseColumns, stageImport } from '../../src/lib/server/services/imports/import-staging.ts';
import {
  applyImport,
  importTemplate,
  previewImport,
  undoImport
} from '../../src/lib/server/services/imports/imports.ts';
import { setTransactions } from '../../src/lib/server/services/rounds/rounds.ts';
import { readTable } from '../../src/lib/server/table-file/read-table.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let province: TestProvince;
beforeAll(async () => {
  province = await aProvince({ communes: 3 });
});
afterAll(() => province?.end());

const NEWEST = { q: '', sort: 'newest', after: null } as const;
const HEAD = 'Mã đơn vị;Loại người trả lời;Hình thức nộp;Số hồ sơ';
const stage = (rows: readonly string[], head = HEAD) => {
  const bytes = new TextEncoder().encode([head, ...rows].join('\r\n'));
  const input = { round: province.round, provisional: '1' };
  return stageImport(province.ctx, { kind: 'transactions', input, fileName: 'n.csv', bytes });
};
const preview = (id: string, fate = '') => previewImport(province.ctx, id, { fate, after: 0 });
const apply = async (id: string, skipProblems = false) =>
  applyImport(province.ctx, id, { mark: (await preview(id)).mark, skipProblems });
const stored = async () => {
  const rows = await province.ctx.db
    .selectFrom('transactions')
    .selectAll()
    .orderBy('unit')
    .orderBy('filing_mode')
    .execute();
  return rows.map((row) => `${row.unit} ${row.respondent_type} ${row.filing_mode} ${row.settled}`);
};

describe('an import', () => {
  it('shows what becomes of every row, and writes nothing until it is told to', async () => {
    const id = await stage([
      'xa-1;Người dân;Nộp trực tiếp;1.200',
      'xa-2;citizen;online;0',
      'xa-2;citizen;online;5',
      'xa-9;citizen;online;5',
      'xa-1;người dân;Nộp trực tuyến;=1+1',
      `xa-3;${'Người dân'.normalize('NFD')};in_person;ba`
    ]);
    const { rows, counts } = await preview(id);
    expect(rows.map(({ number, fate, notes }) => [number, fate, notes.map(({ code }) => code)])).toEqual([
      [2, 'create', []],
      [3, 'create', []],
      [4, 'problem', ['repeated']],
      [5, 'problem', ['unknown_unit']],
      [6, 'problem', ['formula', 'not_a_count']],
      [7, 'problem', ['not_a_count']]
    ]);
    expect(counts).toEqual({ create: 2, change: 0, same: 0, problem: 4 });
    expect(await stored()).toEqual([]);
    expect(await refused(apply(id))).toBe('import.problems');
    expect(await stored()).toEqual([]);
    await apply(id, true);
    expect(await stored()).toEqual(['xa-1 citizen in_person 1200', 'xa-2 citizen online 0']);
    expect(await refused(apply(id, true))).toBe('import.over');
  });

  it('of the same file changes nothing, of another what differs, and is undone to what was before', async () => {
    const rows = ['xa-1;citizen;in_person;1200', 'xa-2;citizen;online;7', 'xa-3;citizen;online;9'];
    const id = await stage(rows);
    expect((await preview(id)).counts).toEqual({ create: 1, change: 1, same: 1, problem: 0 });
    await apply(id);
    const again = await stage(rows);
    expect((await preview(again)).counts).toEqual({ create: 0, change: 0, same: 3, problem: 0 });
    expect(await refused(apply(again))).toBe('import.nothing');
    await undoImport(province.ctx, id);
    expect(await stored()).toEqual(['xa-1 citizen in_person 1200', 'xa-2 citizen online 0']);
    expect(await refused(undoImport(province.ctx, id))).toBe('import.over');
  });

  it('is not written when the data have changed since it was shown, nor undone over a later change', async () => {
    const id = await stage(['xa-3;citizen;online;30']);
    const { mark } = await preview(id);
    const settled = (count: number) =>
      setTransactions(province.ctx, {
        round: province.round,
        provisional: true,
        rows: [{ unit: 'xa-3', respondentType: 'citizen', filingMode: 'online', settled: count }]
      });
    await settled(29);
    expect(await refused(applyImport(province.ctx, id, { mark, skipProblems: false }))).toBe('import.changed');
    await apply(id);
    await settled(31);
    expect(await refused(undoImport(province.ctx, id))).toBe('import.undo_stale');
    expect(await stored()).toContain('xa-3 citizen online 31');
  });

  it('asks which column is which where a name is not known', async () => {
    const id = await stage(['xa-3;citizen;postal;4'], 'Xã số;Đối tượng;Hình thức nộp;__proto__');
    expect((await preview(id)).match).toMatchObject({ missing: ['unit', 'settled'], unused: ['Xã số', '__proto__'] });
    expect(await refused(apply(id))).toBe('import.columns_missing');
    await chooseColumns(province.ctx, id, { unit: 'Xã số', settled: '__proto__', constructor: 'Xã số' });
    expect((await preview(id)).rows.map(({ fate }) => fate)).toEqual(['create']);
  });

  it('takes back its own template as it is: nothing changes, and what is not filled in is left out', async () => {
    const { body } = await importTemplate(province.ctx, 'transactions', { round: province.round, provisional: '1' });
    const read = await readTable(province.ctx.config, body);
    if (!read.ok) throw new Error(read.code);
    const rows = read.table.rows.map(({ cells }) => cells.map((cell) => `"${cell}"`).join(';'));
    expect(rows.filter((row) => row.endsWith(';""'))).not.toEqual([]);
    const { counts } = await preview(await stage(rows, read.table.columns.join(';')));
    expect(counts).toEqual({ create: 0, change: 0, same: rows.length, problem: 0 });
  });

  it('is bounded, and is for whom it is meant', async () => {
    const many = Array.from({ length: 20_001 }, (_, i) => `x${i};citizen;online;1`);
    expect(await refused(stage(many))).toBe('table.too_many_rows');
    const manager = {
      ...province.ctx,
      actor: { id: 'm', name: '', grants: [{ role: 'unit_manager', unit: 'xa-1' }] as const }
    };
    const id = await stage(['xa-1;citizen;online;1']);
    expect(await refused(previewImport(manager, id, { fate: '', after: 0 }))).toBe('access.denied');
    expect(await refused(findImports(manager, NEWEST))).toBe('access.denied');
    expect(
      await refused(
        stageImport(manager, {
          kind: 'transactions',
          input: { round: province.round },
          fileName: '',
          bytes: new Uint8Array([1])
        })
      )
    ).toBe('access.denied');
    expect((await findImports(province.ctx, NEWEST)).rows.map(({ status }) => status)).toContain('undone');
  });
});
