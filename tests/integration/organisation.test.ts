import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { tableShapes } from '../../src/lib/server/db/table-shapes.ts';
import {
  addCounter,
  endCounter,
  saveCounter,
  saveOpening
} from '../../src/lib/server/services/organisation/counter-editing.ts';
import { stageImport } from '../../src/lib/server/services/imports/import-staging.ts';
import {
  applyImport,
  importTemplate,
  previewImport,
  undoImport
} from '../../src/lib/server/services/imports/imports.ts';
import { nextStep } from '../../src/lib/server/services/organisation/first-steps.ts';
import { insertLink } from '../../src/lib/server/services/links/links.ts';
import { listUnits } from '../../src/lib/server/services/organisation/organisation-list.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { addUnit, correctUnit } from '../../src/lib/server/services/organisation/unit-editing.ts';
import { UNIT_TABLES } from '../../src/lib/server/services/organisation/unit-holders.ts';
import { removeUnit, unitHolders } from '../../src/lib/server/services/organisation/unit-removal.ts';
import { readTable } from '../../src/lib/server/table-file/read-table.ts';
import { aRuntime } from '../support/factory.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let province: TestProvince;
let ctx: Context;
beforeAll(async () => {
  province = await aProvince({ communes: 2 });
  ctx = province.ctx;
});
afterAll(() => province?.end());

const stage = (kind: string, head: string, rows: readonly string[]) =>
  stageImport(ctx, {
    kind,
    input: {},
    fileName: 'x.csv',
    bytes: new TextEncoder().encode([head, ...rows].join('\r\n'))
  });
const preview = (id: string) => previewImport(ctx, id, { fate: '', after: 0 });
const apply = async (id: string, skipProblems = false) =>
  applyImport(ctx, id, { mark: (await preview(id)).mark, skipProblems });
const fates = async (id: string) =>
  (await preview(id)).rows.map(({ fate, notes }) => [fate, ...notes.map(({ code }) => code)].join(' '));
const UNITS = 'Mã đơn vị,Tên đơn vị,Loại,Mã cấp trên,Từ ngày,Các quầy';
const COUNTERS = 'Mã đơn vị,Tên quầy,Lĩnh vực,Giờ mở cửa,Ngày nghỉ';

describe('the removal of a unit', () => {
  const mistake = (code: string) =>
    addUnit(ctx, 'tinh', { code, name: 'Nhầm', type: 'xã', from: '2026-01-01', counters: 'Quầy 1; Quầy 2' });

  it('takes away one that nothing names, with its unused counters, audited, and its code is free again', async () => {
    const id = await mistake('nham');
    expect(await unitHolders(ctx, id)).toEqual([]);
    await correctUnit(ctx, id, 1, { code: 'nham', name: 'Vẫn nhầm', type: 'xã' });
    expect(await refused(removeUnit(ctx, id, 1))).toBe('unit.edited');
    expect(ctx.directory.counters(id)).toHaveLength(2); // nothing half done
    expect(await removeUnit(ctx, id, 2)).toBe('tinh');
    expect(ctx.directory.units().map((unit) => unit.id)).not.toContain(id);
    const last = await ctx.db.selectFrom('audit_event').selectAll().orderBy('position', 'desc').executeTakeFirst();
    expect([last?.act, last?.details]).toEqual([
      'unit.remove',
      JSON.stringify({ code: 'nham', counters: 2, unit: id })
    ]);
    await removeUnit(ctx, await mistake('nham'), 1);
  });

  it('says what holds one that is named somewhere, and is refused; for the province and who may not, always', async () => {
    const id = await mistake('giu');
    const [counter] = ctx.directory.counters(id);
    await createPerson(ctx, {
      ...{ account: 'giu', name: 'Giữ', password: null },
      grants: [{ role: 'unit_manager', unit: id }]
    });
    await ctx.gate.run((db) =>
      insertLink({ ...ctx, db }, { counter: counter?.id ?? '', filingMode: null, stage: null })
    );
    const under = await addUnit(ctx, id, { code: 'con', name: 'Con', type: 'thôn', from: '2026-01-01', counters: '' });
    await ctx.gate.run((db) => db.updateTable('person').set({ agency: id }).where('account', '=', 'giu').execute());
    expect(await unitHolders(ctx, id)).toEqual(['role_grant', 'counter', 'agency', 'child']);
    expect(await refused(removeUnit(ctx, id, 1))).toBe('unit.in_use');
    expect(await unitHolders(ctx, 'xa-1')).toEqual(['round_unit', 'counter']);
    expect(await refused(removeUnit(ctx, 'xa-1', 1))).toBe('unit.in_use');
    expect(await unitHolders(ctx, 'tinh')).toBeNull();
    expect(await refused(removeUnit(ctx, 'tinh', 1))).toBe('unit.in_use');
    const actor = { id: 'm', name: '', grants: [{ role: 'unit_manager' as const, unit: id }] };
    expect(await refused(removeUnit({ ...ctx, actor }, under, 1))).toBe('access.denied');
    await ctx.gate.run(async (db) => {
      await db
        .deleteFrom('link')
        .where('counter', '=', counter?.id ?? '')
        .execute();
      await db.deleteFrom('role_grant').where('unit', '=', id).execute();
      await db.updateTable('person').set({ agency: null }).where('account', '=', 'giu').execute();
    });
    await ctx.directory.reload();
    await removeUnit(ctx, under, 1);
    await removeUnit(ctx, id, 1);
  });
});

describe('an import of units', () => {
  it('tells of each row what becomes of it, bad ones by what is wrong', async () => {
    const id = await stage('unit', UNITS, [
      `06001,${'Đoàn Kết'.normalize('NFD')},xã,,1/7/2025,Quầy 1; Quầy 2;Quầy 1`,
      '06001,Đoàn Kết,xã,,,',
      'c1,Vòng 1,xã,c2,,',
      'c2,Vòng 2,xã,c1,,',
      'c3,Dưới vòng,xã,c1,,',
      'n1,Tân Tiến,xã,none,,',
      'n2,Tân Tiến,xã,,45839,',
      `n3,${'x'.repeat(121)},xã,,,`,
      'n 4,Tân Tiến,,,,',
      'xa-1,Thử nghiệm 1,xã,06001,,',
      'xa-1,Thử nghiệm 1,xã,,,',
      'd1,Sở,sở,d0,,Quầy',
      'd0,Khối,ban,tinh,,',
      `__proto__,Lạ,xã,,,${'q'.repeat(121)}`
    ]);
    expect(await fates(id)).toEqual([
      'create counters_added',
      'problem repeated',
      'problem cycle',
      'problem cycle',
      'problem unknown_unit',
      'problem unknown_unit',
      'problem not_a_day',
      'problem too_long',
      'problem missing malformed',
      'problem use_page',
      'problem repeated',
      'create counters_added',
      'create',
      'problem malformed too_long'
    ]);
    expect(await refused(apply(id))).toBe('import.problems');
    await apply(id, true);
    const made = ctx.directory.units().find(({ code }) => code === '06001');
    expect(made).toMatchObject({ name: 'Đoàn Kết', from: '2025-07-01' });
    expect(ctx.directory.counters(made?.id ?? '').map(({ name }) => name)).toEqual(['Quầy 1', 'Quầy 2']);
    const below = ctx.directory.units().find(({ code }) => code === 'd1')?.id ?? '';
    const path = ctx.directory.path(below, localDay(ctx.now())).map((unit) => ctx.directory.unit(unit).code);
    expect(path).toEqual(['tinh', 'd0', 'd1']);
    expect(await fates(await stage('unit', UNITS, ['6001,Đoàn Kết,xã,,,']))).toEqual(['problem zero_lost']);
    expect(listUnits(ctx, { q: 'doan ket', type: '', withPast: false }, null).rows.map(({ code }) => code)).toEqual([
      '06001'
    ]);
    await undoImport(ctx, id);
    expect(ctx.directory.units().map(({ code }) => code)).toEqual(['tinh', 'xa-1', 'xa-2']);
  });

  it('is taken back only while nobody has used what it brought', async () => {
    const id = await stage('unit', UNITS, ['u1,Một,xã,,,Quầy 1', 'xa-1,Tên mới,xã,,,']);
    expect(await fates(id)).toEqual(['create counters_added', 'change was']);
    await apply(id);
    const unit = ctx.directory.units().find(({ code }) => code === 'u1')?.id ?? '';
    const [counter] = ctx.directory.counters(unit);
    const link = await ctx.gate.run((db) =>
      insertLink({ ...ctx, db }, { counter: counter?.id ?? '', filingMode: null, stage: null })
    );
    expect(await refused(undoImport(ctx, id))).toBe('import.undo_stale');
    expect(ctx.directory.unit('xa-1').name).toBe('Tên mới');
    await ctx.gate.run((db) => db.deleteFrom('link').where('code', '=', link).execute());
    await undoImport(ctx, id);
    expect(ctx.directory.unit('xa-1').name).toBe('Thử nghiệm 1');
    expect(ctx.directory.units().map(({ id: known }) => known)).not.toContain(unit);
  });

  it('asks every table that names a unit whether it is used', async () => {
    const shapes = await tableShapes();
    const naming = shapes.filter(({ refersTo, columns }) => refersTo.includes('unit') && columns.includes('unit'));
    const own = ['unit_parent']; // its rows go with the unit
    expect(
      naming
        .map(({ name }) => name)
        .filter((name) => !own.includes(name))
        .sort()
    ).toEqual([...UNIT_TABLES].sort());
  });

  it('takes the shipped list: 65 units of three counters in one file', async () => {
    const { body } = await importTemplate(ctx, 'unit', { list: 'lang-son' });
    const id = await stageImport(ctx, { kind: 'unit', input: {}, fileName: 'ls.xlsx', bytes: body });
    expect((await preview(id)).counts).toEqual({ create: 65, change: 0, same: 0, problem: 0 });
    await apply(id);
    const { units, counters } = listUnits(ctx, { q: '', type: '', withPast: false }, null);
    expect([units, counters]).toEqual([68, 199]);
    await undoImport(ctx, id);
  });

  const word = fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} ,.:"'&-]{0,18}[\p{L}\p{N}]$/u);
  const unit = fc.record({
    name: word,
    type: fc.constantFrom('xã', 'phường', 'sở'),
    above: fc.nat(5),
    counters: fc.uniqueArray(word, { maxLength: 3, selector: (name) => name.normalize('NFC').replace(/\s+/g, ' ') })
  });

  it('takes back what it wrote itself as it is: of units and counters of any name, nothing changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { minLength: 1, maxLength: 6 }), async (units) => {
        const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const rows = units.map(({ name, type, above, counters }, i) => {
          const parent = above < i ? `p${above}` : '';
          return [`p${i}`, name, type, parent, '2025-07-01', counters.join(';')].map(cell).join(',');
        });
        const id = await stage('unit', UNITS, rows);
        await apply(id);
        const kept = ctx.directory.everyCounter();
        for (const kind of ['unit', 'counter']) {
          const { body } = await importTemplate(ctx, kind, { list: '' });
          const read = await readTable(ctx.config, body);
          const again = await stageImport(ctx, { kind, input: {}, fileName: `${kind}.xlsx`, bytes: body });
          const { counts } = await preview(again);
          expect({ ...counts, same: 0 }).toEqual({ create: 0, change: 0, same: 0, problem: 0 });
          expect(counts.same).toBe(read.ok ? read.table.rows.length : -1);
        }
        expect(ctx.directory.everyCounter()).toEqual(kept);
        await undoImport(ctx, id);
      }),
      { numRuns: 4, seed: 5 }
    );
  });
});

describe('a counter', () => {
  const details = {
    name: 'Quầy 1: Đất đai',
    position: '2',
    serviceFields: 'Đất đai\nXây dựng',
    hours: ['7:30-11:30', '', '', '', '', '', ''],
    closedDays: '30/4/2026'
  };

  it('is changed by one at a time: the second is told', async () => {
    expect(await refused(saveCounter(ctx, 'xa-1-q1', 1, { ...details, hours: ['sáng'] }))).toBe(
      'counter.hours_malformed'
    );
    expect(await refused(saveCounter(ctx, 'xa-1-q1', 1, { ...details, name: 'Quầy 2' }))).toBe('counter.name_taken');
    await saveCounter(ctx, 'xa-1-q1', 1, details);
    expect(await refused(saveCounter(ctx, 'xa-1-q1', 1, details))).toBe('counter.edited');
    expect(ctx.directory.counters('xa-1').find(({ id }) => id === 'xa-1-q1')).toMatchObject({
      ...{ name: 'Quầy 1: Đất đai', revision: 2, serviceFields: ['Đất đai', 'Xây dựng'], closedDays: ['2026-04-30'] },
      hours: [[{ from: '07:30', to: '11:30' }], [], [], [], [], [], []]
    });
    expect(await refused(correctUnit(ctx, 'xa-2', 2, { code: 'xa-2', name: 'Hai', type: 'xã' }))).toBe('unit.edited');
    expect(await refused(correctUnit(ctx, 'xa-2', 1, { code: 'xa-1', name: 'Hai', type: 'xã' }))).toBe(
      'unit.code_taken'
    );
  });

  it('is opened and shut by its unit’s manager, and renamed by the province alone', async () => {
    const manager: Context = { ...ctx, actor: { id: 'm', name: '', grants: [{ role: 'unit_manager', unit: 'xa-1' }] } };
    await saveOpening(manager, 'xa-1-q2', 1, details);
    expect(await refused(saveOpening(manager, 'xa-2-q1', 1, details))).toBe('access.denied');
    expect(await refused(saveCounter(manager, 'xa-1-q2', 2, details))).toBe('access.denied');
    expect(await refused(addCounter(manager, 'xa-1', 'Quầy mới'))).toBe('access.denied');
    expect(listUnits(manager, { q: '', type: '', withPast: true }, null).rows.map(({ id }) => id)).toEqual(['xa-1']);
  });

  it('is described by a file, and that is undone', async () => {
    const id = await stage('counter', COUNTERS, [
      'xa-2,Quầy 1,Hộ tịch; Chứng thực,"T2-T6 7:30-11:30, 13:30-17:00",1/1/2026',
      'xa-2,Quầy 3,,,',
      'xa-2,Quầy 3,,,',
      'xa-9,Quầy 1,,,',
      'xa-2,Quầy 2,,7 giờ,1/1'
    ]);
    expect(await fates(id)).toEqual([
      'change',
      'create',
      'problem repeated',
      'problem unknown_unit',
      'problem malformed not_a_day'
    ]);
    const before = ctx.directory.counters('xa-2').map(({ name, hours }) => ({ name, hours }));
    await apply(id, true);
    expect(ctx.directory.counters('xa-2').map(({ name }) => name)).toEqual(['Quầy 1', 'Quầy 2', 'Quầy 3']);
    expect(ctx.directory.counters('xa-2')[0]?.serviceFields).toEqual(['Hộ tịch', 'Chứng thực']);
    await undoImport(ctx, id);
    expect(ctx.directory.counters('xa-2').map(({ name, hours }) => ({ name, hours }))).toEqual(before);
  });

  it('that ends takes its links along, and is a choice no more', async () => {
    const later: Context = { ...ctx, now: () => Date.now() + DAY_MS };
    const id = await addCounter(later, 'xa-2', 'Quầy tạm');
    const code = await ctx.gate.run((db) => insertLink({ ...ctx, db }, { counter: id, filingMode: null, stage: null }));
    await endCounter(later, id, 1);
    expect(ctx.directory.link(code)?.revoked).toBe(true);
    expect(ctx.directory.counters('xa-2').map((counter) => counter.id)).not.toContain(id);
    expect(await refused(endCounter(later, id, 2))).toBe('counter.edited');
  });
});

describe('the line that leads through the first set-up', () => {
  it('names the step to do on the pages of the set-up, for who prepares it, until a round has begun', async () => {
    expect(await nextStep(ctx, '/admin/links')).toBeNull();
    const runtime = await aRuntime();
    try {
      const root = { id: 'tinh', code: '20', name: 'Lạng Sơn', type: 'tỉnh', parent: null, from: '2025-07-01' };
      await addUnits(runtime.context, [{ ...root, counters: [] }]);
      const admin = runtime.program();
      const at = async (path: string) => (await nextStep(admin, path))?.key ?? null;
      expect(await Promise.all(['/admin', '/admin/people', '/admin/rounds/new'].map(at))).toEqual([
        null,
        null,
        'units'
      ]);
      const viewer = { id: 'x', name: '', grants: [{ role: 'province_analyst', unit: 'tinh' }] } as const;
      expect(await nextStep(runtime.contextFor(viewer), '/admin/rounds')).toBeNull();
      await addUnits(admin, [
        { ...root, id: 'xa', code: 'x', parent: 'tinh', counters: [{ id: 'q', name: 'Quầy 1' }] }
      ]);
      expect(await at('/admin/organisation/tinh')).toBe('questionnaire');
    } finally {
      await runtime.end();
    }
  });
});
